import SafeTensors
import SegueCore
import SegueData

/// Recommends by item2vec: the items whose vectors lie nearest to those of the history's last items.
///
/// Barkan and Koenigstein (MLSP 2016) use the vectors to find similar items. As a next-item model: score(i) = cosine between
/// V(i) and the mean of the last items' vectors, each of length 1. An item without a vector (nobody liked it) scores 0, and
/// so does every item after a history without vectors.
public final class Item2VecModel: NextItemModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters of ``Item2VecModel``.
    public struct Configuration: ModelConfiguration {
        /// How vectors are learned; its seed is added to the run's.
        public var itemVectors = Item2Vec.Configuration()
        /// Interactions rated lower are not learned from; nil for all.
        public var minimumRating: Double?
        /// Number of last history items that count; 0 for all.
        public var historyLength = 1

        /// item2vec's usual values; the last item alone says what is near.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try itemVectors.validate()
            if let minimumRating { try ConfigurationCheck.finite(minimumRating, field: "minimumRating") }
            try ConfigurationCheck.atLeast(0, historyLength, field: "historyLength")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var vectors: ItemVectors?
    private var unit = ItemVectors(dimension: 1, values: [])

    /// Makes a model that has learned nothing yet.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// Number of items in the catalog; 0 before the model is fitted or loaded.
    public var itemCount: Int { vectors?.count ?? 0 }

    /// Learns the vectors.
    ///
    /// - Throws: ``FittingError``, ``Item2VecError``.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        let training = material.training
        vectors = nil
        let learned = try Item2Vec.vectors(
            of: training, configuration.itemVectors, minimumRating: configuration.minimumRating,
            generator: &context.generator,
            progress: context.progress)
        take(learned)
    }

    private func take(_ vectors: ItemVectors) {
        self.vectors = vectors
        unit = vectors.unitVectors
    }

    /// Multiplies the mean of the last items' unit vectors with all unit vectors.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard vectors != nil else { throw ModelStateError.notFitted(model: "Item2VecModel") }
        let writer = try ScoreBlockWriter(itemCount: itemCount, queries: queries)
        for (index, query) in queries.enumerated() {
            for position in query.positions {
                let scores = unit.products(with: mean(of: query.items.prefix(position)))
                _ = try writer.row(query: index, position: position, consume: consume).update(fromContentsOf: scores)
            }
        }
        try writer.flush(consume)
    }

    private func mean(of history: ArraySlice<Int32>) -> [Float] {
        var known = history.filter { $0 >= 1 && Int($0) <= itemCount }
        if configuration.historyLength > 0 { known = Array(known.suffix(configuration.historyLength)) }
        var sum = [Float](repeating: 0, count: unit.dimension)
        for item in known {
            let row = (Int(item) - 1) * unit.dimension
            for column in 0..<unit.dimension { sum[column] += unit.values[row + column] }
        }
        let length = sum.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : sum
    }

    /// `vectors` `[items, dimension]` f32.
    public func state() throws -> [String: HostTensor] {
        let vectors = try itemVectors()
        return ["vectors": HostTensor(shape: [vectors.count, vectors.dimension], values: vectors.values)]
    }

    /// Replaces the vectors.
    public func load(state: [String: HostTensor]) throws {
        let dimension = configuration.itemVectors.dimension
        let read = try StateReader(state: state).floats("vectors", shape: [nil, dimension])
        take(ItemVectors(dimension: dimension, values: read.values))
    }
}

extension Item2VecModel: ItemVectorModel {
    /// The vectors as learned, not of length 1.
    public func itemVectors() throws -> ItemVectors {
        guard let vectors else { throw ModelStateError.notFitted(model: "Item2VecModel") }
        return vectors
    }
}

extension Item2Vec {
    /// Learns item vectors from training sequences.
    ///
    /// - Parameters:
    ///   - training: the sequences.
    ///   - configuration: how; its seed is added to a number drawn from `generator`.
    ///   - minimumRating: interactions rated lower are left out; nil keeps all.
    ///   - generator: source of the seed; left advanced.
    ///   - progress: called after each epoch; an error it throws ends the call.
    static func vectors(
        of training: TrainingSequences, _ configuration: Configuration, minimumRating: Double?,
        generator: inout SeededGenerator, progress: (FitProgress) throws -> Void
    ) throws -> ItemVectors {
        var configuration = configuration
        configuration.seed &+= generator.next()
        let histories = try ItemHistories(training, minimumRating: minimumRating)
        var learning = try Item2Vec(configuration: configuration, histories: histories)
        try learning.train { learning, report in
            let epochs = learning.configuration.epochs
            try progress(
                FitProgress(
                    fraction: Double(report.epoch) / Double(epochs),
                    message: "item2vec, epoch \(report.epoch) of \(epochs)"))
        }
        return ItemVectors(dimension: configuration.dimension, values: learning.state.vectors)
    }
}

extension Item2VecModel {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "item2vec", "item2vec", family: .itemVectors, source: "Barkan and Koenigstein 2016", isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
