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

extension LineChart {
    /// The training loss of every model by epoch.
    public static func trainingLoss(_ curves: [LearningCurve]) -> LineChart {
        LineChart(
            title: "Training loss by epoch", xTitle: "Epoch", yTitle: "Training loss",
            series: curves.map { series(of: $0, value: \.trainingLoss) })
    }

    /// The validation metric of every model by epoch; the epoch that was kept is emphasized.
    public static func validation(_ metric: Metric, _ curves: [LearningCurve]) -> LineChart {
        LineChart(
            title: "Validation \(metric.title) by epoch", xTitle: "Epoch", yTitle: "Validation \(metric.title)",
            series: curves.map { series(of: $0, value: \.validation) })
    }

    private static func series(
        of curve: LearningCurve, value: (LearningCurve.Epoch) -> Double?
    ) -> Series {
        let epochs = curve.epochs.filter { value($0) != nil }
        return Series(
            name: curve.model,
            points: epochs.map { Point(x: Double($0.number), y: value($0) ?? .nan) },
            emphasized: epochs.firstIndex { $0.number == curve.keptEpoch })
    }
}
