import SegueCore
import SegueData
import Torch

/// A weighted sum of models that predict one number, and a constant: ŷ = w₀ + Σ w_m · ŷ_m.
///
/// The weights minimize the loss of the validation part: squared errors of ratings by least squares, the log-loss of clicks,
/// whose ŷ are logits, by Newton's method. A small ridge on deviations, `ridge · Σ w²` an example (half of it for clicks), keeps members that say
/// the same from having large weights of opposite signs.
public final class PointwiseBlend: PointwiseModel, Blend, @unchecked Sendable {
    /// Members of the blend.
    public struct Configuration: BlendSettings {
        /// What is blended.
        public var members: [BlendMember] = []
        /// Penalty on the squares of weights, per example.
        public var ridge = 1e-4
        /// No members.
        public init() {}
        /// Checks every field.
        public func validate() throws {
            try checkMembers()
            try ConfigurationCheck.notNegative(ridge, field: "ridge")
        }
    }

    /// Its members.
    public let configuration: Configuration
    /// What the number means.
    public let predicts: Prediction
    /// w of each member, then w₀; nil until they are learned.
    public var weights: [Float]?
    private let models: [any PointwiseModel]

    /// Makes the members with fresh weights.
    /// - Throws: `ConfigurationError` for members that nobody has learned, or that predict something else.
    public convenience init(configuration: Configuration, shape: DataShape, generator: Generator) throws {
        let members = try configuration.makeMembers(shape: shape, generator: generator)
        let predicts: Prediction = shape.task == .rating ? .rating : .logit
        let models = try zip(configuration.members, members).map { member, model -> any PointwiseModel in
            if case .pointwise(let model) = model, model.predicts == predicts { return model }
            throw ConfigurationError(field: "members", problem: "'\(member.model)' predicts no \(predicts.rawValue)")
        }
        self.init(configuration: configuration, models: models, predicts: predicts)
    }

    /// A blend of models, one a member.
    init(configuration: Configuration, models: [any PointwiseModel], predicts: Prediction) {
        precondition(models.count == configuration.members.count, "one model a member")
        self.configuration = configuration
        self.models = models
        self.predicts = predicts
    }

    /// The models.
    public var members: [any Model] { models }
    /// One a member, and the constant.
    public var weightCount: Int { models.count + 1 }
    /// Whether a member reads features.
    public var readsFeatures: Bool { models.contains { $0.readsFeatures } }

    /// The weighted sums.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard let weights else { throw ModelStateError.notFitted(model: "Blend") }
        predictions.update(repeating: weights[models.count])
        var own = [Float](repeating: 0, count: rows.count)
        for (model, weight) in zip(models, weights) where weight != 0 {
            try own.withUnsafeMutableBufferPointer { try model.predict(examples, rows: rows, into: $0) }
            for row in own.indices { predictions[row] += weight * own[row] }
        }
    }

    /// Learns the weights.
    /// - Parameter examples: Those of the validation part, with labels.
    /// - Throws: ``FittingError`` without any.
    public func weigh(on examples: ExampleSet) throws {
        guard examples.count > 0 else {
            throw FittingError.unsuitable(
                model: "Blend", problem: "it learns its weights from the validation part, which has no example",
                remedy: "give the split a validation part")
        }
        let columns = try models.map { try $0.predictions(of: examples) }
        weights = Self.weights(
            columns, labels: examples.labels, counts: examples.weights, ridge: configuration.ridge, predicts)
    }

    /// The columns' weights, then the constant, which has no penalty.
    static func weights(
        _ columns: [[Float]], labels: [Float], counts: [Float]?, ridge: Double, _ predicts: Prediction
    ) -> [Float] {
        let total = counts?.reduce(0) { $0 + Double($1) } ?? Double(labels.count)
        let penalties = [0] + [Double](repeating: ridge * total, count: columns.count)
        func rows(_ use: ([Double], Double, Double) -> Void) {
            var row = [Double](repeating: 1, count: columns.count + 1)
            for index in labels.indices {
                for column in columns.indices { row[column + 1] = Double(columns[column][index]) }
                use(row, Double(labels[index]), Double(counts?[index] ?? 1))
            }
        }
        let found: [Double]
        switch predicts {
        case .rating:
            var fit = LeastSquares(ridge: penalties)
            rows { fit.add($0, label: $1, weight: $2) }
            found = fit.solution()
        case .logit:
            var fit = LogisticFit(ridge: penalties)
            rows { fit.add($0, label: $1, weight: $2) }
            found = fit.solution()
        }
        return (found.dropFirst() + found.prefix(1)).map(Float.init)
    }
}

extension PointwiseBlend {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "pointwise-blend", "Blend", family: .blend, isTrained: false,
            texts: [
                "members": "Titles of other models of the recipe.",
                "ridge": "Penalty on the squares of weights, per example.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try PointwiseBlend(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
