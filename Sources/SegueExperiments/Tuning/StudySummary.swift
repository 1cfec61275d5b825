import SegueCore
import SegueEvaluation

/// What came of a search, for programs.
public struct StudySummary: Encodable, Sendable {
    /// One trial.
    public struct Entry: Encodable, Sendable {
        /// Its number, from 0.
        public let number: Int
        /// Its settings by path.
        public let values: [String: JSONValue]
        /// Its best value on the validation part; nil when it failed.
        public let value: Double?
        /// The epoch of that, from 1; nil for models that are fitted.
        public let bestEpoch: Int?
        /// Epochs that it was trained for.
        public let epochs: Int
        /// Whether it was left before its end.
        public let isPruned: Bool
        /// Why it failed.
        public let failure: String?
        /// The value after each epoch.
        public let curve: [Double?]
        /// Seconds that its training took.
        public let seconds: Double
    }

    /// The model's name.
    public let model: String
    /// What is made best.
    public let metric: Metric
    /// Always the validation part: no trial sees the test part.
    public let part = "validation"
    /// Which values are better.
    public let direction: Direction
    /// Epochs at which trials were compared.
    public let rungs: [Int]
    /// The trials, the best first; those that failed last.
    public let trials: [Entry]
    /// How much each setting had to do with the values, the greatest first.
    public let influence: [SettingInfluence]

    /// Sums a search up.
    public init(_ study: Study, model: String, metric: Metric, seed: UInt64) {
        self.model = model
        self.metric = metric
        direction = study.direction
        rungs = study.halving.rungs
        let measured = study.byValue
        let others = study.trials.filter { study.value(of: $0) == nil }
        trials = (measured + others).map { Entry($0, in: study) }
        influence = SettingInfluence.shares(in: study, seed: seed)
    }
}

extension StudySummary.Entry {
    init(_ trial: Trial, in study: Study) {
        let best = study.value(of: trial)
        let records = trial.result?.records ?? []
        number = trial.number
        values = trial.values
        value = best
        bestEpoch = records.first { $0.validation != nil && $0.validation == best }?.epoch
        epochs = trial.epochs
        isPruned = trial.result != nil && !study.isComplete(trial)
        failure = trial.result?.failure
        curve = records.map(\.validation)
        seconds = records.isEmpty ? trial.result?.seconds ?? 0 : records.reduce(0) { $0 + $1.seconds }
    }
}
