/// What a model learned, epoch by epoch.
public struct LearningCurve: Codable, Sendable, Equatable {
    /// One epoch.
    public struct Epoch: Codable, Sendable, Equatable {
        /// Its number, from 1.
        public var number: Int
        /// Mean training loss.
        public var trainingLoss: Double?
        /// The metric that training was watched by, on the validation part.
        public var validation: Double?

        /// An epoch.
        public init(number: Int, trainingLoss: Double?, validation: Double?) {
            self.number = number
            self.trainingLoss = trainingLoss
            self.validation = validation
        }
    }

    /// The model's name.
    public var model: String

    /// The epochs, in order.
    public var epochs: [Epoch]

    /// Number of the epoch whose weights were kept.
    public var keptEpoch: Int?

    /// A curve.
    public init(model: String, epochs: [Epoch], keptEpoch: Int? = nil) {
        self.model = model
        self.epochs = epochs
        self.keptEpoch = keptEpoch
    }
}
