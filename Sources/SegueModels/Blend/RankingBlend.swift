import SegueCore
import SegueData
import Torch

/// A weighted sum of the scores of models that rank, each row of scores scaled first: Σ w_m · scale_m(s_m).
///
/// The first member has the weight 1. The others' are those with the highest NDCG@10 of the validation part, found by trying a
/// list of values for one member after the other until nothing gets better.
public final class RankingBlend: NextItemModel, Blend, @unchecked Sendable {
    /// Members of the blend.
    public struct Configuration: BlendSettings {
        /// What is blended, in the order of importance.
        public var members: [BlendMember] = []
        /// No members.
        public init() {}
        /// Checks that members are named, once each.
        public func validate() throws { try checkMembers() }
    }

    /// Its members and their scales.
    public let configuration: Configuration
    /// Number of items.
    public let itemCount: Int
    /// One weight a member; nil until they are learned.
    public var weights: [Float]?
    private let models: [any NextItemModel]

    /// Scores of one block, in numbers.
    private static let blockSize = 4 << 20

    /// Makes the members with fresh weights.
    /// - Throws: `ConfigurationError` for members that nobody has learned, or that do not rank.
    public convenience init(configuration: Configuration, shape: DataShape, generator: Generator) throws {
        let members = try configuration.makeMembers(shape: shape, generator: generator)
        let models = try zip(configuration.members, members).map { member, model -> any NextItemModel in
            if case .nextItem(let model) = model { return model }
            throw ConfigurationError(field: "members", problem: "'\(member.model)' does not rank")
        }
        self.init(configuration: configuration, models: models, itemCount: shape.itemCount)
    }

    /// A blend of models, one a member.
    init(configuration: Configuration, models: [any NextItemModel], itemCount: Int) {
        precondition(models.count == configuration.members.count, "one model a member")
        self.configuration = configuration
        self.models = models
        self.itemCount = itemCount
    }

    /// The models.
    public var members: [any Model] { models }
    /// One a member.
    public var weightCount: Int { models.count }

    /// The weighted sums.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard let weights else { throw ModelStateError.notFitted(model: "Blend") }
        for (index, query) in queries.enumerated() { try query.validate(index: index) }
        for part in parts(of: queries) {
            var sums = [Float](repeating: 0, count: part.rows.count * itemCount)
            for (member, weight) in weights.enumerated() where weight != 0 {
                try scaledScores(member, part) { offset, row in
                    sums.withUnsafeMutableBufferPointer { sums in
                        for item in row.indices { sums[offset * itemCount + item] += weight * row[item] }
                    }
                }
            }
            try sums.withUnsafeMutableBufferPointer { sums in
                try consume(ScoreBlock(rows: part.rows, itemCount: itemCount, scores: sums))
            }
        }
    }

    /// Some positions of some queries, few enough for one block.
    struct Part {
        var queries: [NextItemQuery] = []
        var rows: [ScoreBlock.Row] = []
    }

    /// All positions of the queries, in order; a query with many is cut.
    func parts(of queries: [NextItemQuery]) -> [Part] {
        let capacity = max(1, Self.blockSize / max(1, itemCount))
        var (parts, part) = ([Part](), Part())
        for (index, query) in queries.enumerated() {
            var rest = query.positions
            while !rest.isEmpty {
                if part.rows.count == capacity {
                    parts.append(part)
                    part = Part()
                }
                var piece = query
                piece.positions = rest.prefix(capacity - part.rows.count)
                part.queries.append(piece)
                part.rows += piece.positions.map { ScoreBlock.Row(query: index, position: $0) }
                rest = piece.positions.upperBound..<rest.upperBound
            }
        }
        return part.rows.isEmpty ? parts : parts + [part]
    }

    /// A member's scores of a part, row after row, scaled.
    func scaledScores(
        _ member: Int, _ part: Part, use: (Int, UnsafeMutableBufferPointer<Float>) -> Void
    ) throws {
        let scale = configuration.members[member].scale
        var offset = 0
        try models[member].score(part.queries) { block in
            for row in block.rows.indices {
                scale.apply(to: block[row: row])
                use(offset, block[row: row])
                offset += 1
            }
        }
    }
}

extension RankingBlend {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "blend", "Blend", family: .blend, isTrained: false,
            texts: ["members": "Titles of other models of the recipe, or `{model: TITLE, scale: SCALE}`."]
        ) { (configuration: Configuration, shape, generator) in
            try RankingBlend(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
