import SegueCore
import SegueData
import Torch
import TorchNN

/// Recurrent recommender networks (Wu, Ahmed, Beutel, Smola and Jing, WSDM 2017): users and items have states that move with
/// time, each made by a recurrent network out of the ratings given, or received, before the moment asked about.
///
/// r̂ = ⟨ũ_t, m̃_t⟩ + ⟨u, m⟩ + μ + b_u + b_m, with stationary vectors u, m, and ũ_t = W_u u_t + c_u, u_t = LSTM(u_{t−1}, y_t),
/// y_t = W_e [x_t; 1_new; τ_t; τ_{t−1}]: x_t holds the user's ratings of a bucket of time, τ is the time of the bucket. Items
/// likewise, by a network of their own. The loss is the mean squared error and λ (|u|² + |m|² + b_u² + b_m²) of each example.
///
/// Known are the equations; chosen here:
/// * Buckets without ratings are no steps; a last step at the moment asked about has x = 0, and 1_new where there was no
///   rating before. τ counts years since the first train rating; x holds ratings over the largest; states start at 0.
/// * A user's ratings are those of the example's history. An item's are those of the train part, of *earlier* buckets alone,
///   so that no rating is among what it is predicted from. Both are cut to the last ones.
/// * Both networks learn together with the vectors, instead of in turns with the other side fixed.
/// * A rating whose moment is not known is asked about at the time of the history's last, or else at train's last time.
///
/// Of unknown users and items u and b are 0. A split at random lets all parameters learn from the future: split by time.
public final class RRN: PointwiseNetwork, TrainingDataKeeping, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Width of the states and of y.
        public var hiddenSize = 40
        /// Width of the stationary vectors.
        public var factorCount = 20
        /// Days of a bucket.
        public var bucketDays = 60
        /// How many of a user's last ratings are read; 0 for all.
        public var historyLength = 100
        /// How many of an item's last ratings are read; 0 for all.
        public var itemHistoryLength = 200
        /// λ.
        public var regularization = 0.02
        /// Standard deviation of the first stationary vectors.
        public var initialDeviation = 0.1

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 4096)
            try ConfigurationCheck.atLeast(1, bucketDays, field: "bucketDays", atMost: 100_000)
            try ConfigurationCheck.atLeast(0, historyLength, field: "historyLength")
            try ConfigurationCheck.atLeast(0, itemHistoryLength, field: "itemHistoryLength")
            try ConfigurationCheck.notNegative(regularization, field: "regularization")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// μ.
    let mean: Parameter
    /// u and m.
    let userVectors: Embedding
    let itemVectors: Embedding
    /// b_u and b_m.
    let userBiases: Embedding
    let itemBiases: Embedding
    let userNetwork: BucketNetwork
    let itemNetwork: BucketNetwork
    private let userCount: Int
    let itemCount: Int
    private let largest: Float
    /// What items received in train.
    var received: ReceivedRatings

    /// Builds the network with fresh weights; it has no ratings of items yet.
    /// - Throws: `ConfigurationError` for data without ratings.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        guard shape.task == .rating, let range = shape.ratingRange else {
            throw ConfigurationError(field: "model.name", problem: "'rrn' predicts ratings, and the data has none")
        }
        self.configuration = configuration
        (userCount, itemCount) = (shape.userCount, shape.itemCount)
        largest = max(abs(range.lowerBound), abs(range.upperBound), 1e-6)
        received = ReceivedRatings(itemCount: shape.itemCount)
        mean = Parameter(.full([1], Double(range.lowerBound + range.upperBound) / 2))
        func table(_ count: Int, _ size: Int, _ initializer: Initializer) -> Embedding {
            Embedding(count: count, size: size, initializer: initializer, generator: generator)
        }
        let small = Initializer.normal(deviation: configuration.initialDeviation)
        userVectors = table(userCount, configuration.factorCount, small)
        itemVectors = table(itemCount, configuration.factorCount, small)
        userBiases = table(userCount, 1, .zeros)
        itemBiases = table(itemCount, 1, .zeros)
        let size = configuration.hiddenSize
        userNetwork = BucketNetwork(raterCount: itemCount, size: size, generator: generator)
        itemNetwork = BucketNetwork(raterCount: userCount, size: size, generator: generator)
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Ratings of the history and their times.
    public var reads: HistoryColumns { [.ratings, .times] }
    /// Few, for each may have a history of its own.
    public var examplesAtOnce: Int { 1024 }

    /// Takes the ratings that each item received in the train part.
    /// - Throws: ``FittingError`` where the log has no times or no ratings.
    public func keep(_ material: LearningMaterial) throws {
        received = try ReceivedRatings(material.training, bucketDays: configuration.bucketDays)
    }

    /// The ratings of the examples: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        let moments = BucketMoments(batch.examples, bucketDays: configuration.bucketDays, received: received)
        let given = moments.given(batch, maximumLength: configuration.historyLength, itemCount: itemCount, largest)
        let got = moments.received(
            batch, maximumLength: configuration.itemHistoryLength, itemCount: itemCount, userCount: userCount, largest)
        let (users, items) = (batch.users(upTo: userCount), batch.items(upTo: itemCount))
        let moving = (userNetwork(given) * itemNetwork(got)).sum([1])
        let stationary = (userVectors(users) * itemVectors(items)).sum([1])
        return mean.value + (userBiases(users) + itemBiases(items)).sum([1]) + stationary + moving
    }

    /// λ (|u|² + |m|² + b_u² + b_m²), the mean over the examples.
    public func penalty(_ batch: ExampleBatch) -> Tensor? {
        guard configuration.regularization > 0 else { return nil }
        let (users, items) = (batch.users(upTo: userCount), batch.items(upTo: itemCount))
        let rows = [userVectors(users), itemVectors(items), userBiases(users), itemBiases(items)]
        let all = Tensor.concatenated(rows, dimension: 1)
        return (all * all).sum() * (configuration.regularization / Double(max(1, batch.count)))
    }
}

extension RRN {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "rrn", "RRN", family: .recurrent, source: "Wu et al. 2017", tasks: [.rating],
            texts: [
                "hiddenSize": "Width of the states that move with time.",
                "factorCount": "Width of the stationary vectors.", "bucketDays": "Days whose ratings are one step.",
                "historyLength": "How many of a user's last ratings are read; 0 for all.",
                "itemHistoryLength": "How many of an item's last ratings are read; 0 for all.",
                "regularization": "λ of stationary vectors and biases, per example.",
                "initialDeviation": "Standard deviation of the first stationary vectors.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try RRN(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
