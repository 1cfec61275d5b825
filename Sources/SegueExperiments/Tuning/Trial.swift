import SegueCore
import SegueTraining

/// Settings that are tried: trained on the train part, measured on the validation part.
public struct Trial: Codable, Sendable, Equatable {
    /// Its number, from 0.
    public let number: Int
    /// The values of the settings that are searched, by path.
    public let values: [String: JSONValue]
    /// What its training gave so far; nil before the first part of it is done.
    public internal(set) var result: TrialResult?
    /// Epochs that it is being trained to; nil when nothing is under way.
    public internal(set) var target: Int?

    init(number: Int, values: [String: JSONValue]) {
        self.number = number
        self.values = values
    }

    /// The settings on one line, by the last parts of their paths.
    public var settingsText: String { Self.text(of: values) }

    static func text(of values: [String: JSONValue]) -> String {
        values.sorted { $0.key < $1.key }.map { path, value in
            "\(path.split(separator: ".").last ?? "")=\(value.text)"
        }.joined(separator: ", ")
    }

    /// Epochs that it was trained for.
    public var epochs: Int { result?.records.count ?? 0 }

    /// The best value up to an epoch; nil without one.
    func best(upTo epochs: Int, direction: Direction) -> Double? {
        guard let result else { return nil }
        return (result.records.prefix(epochs).compactMap(\.validation) + [result.value].compactMap { $0 })
            .filter(\.isFinite).reduce(nil) { best, value in
                best.map { direction.isBetter(value, than: $0) ? value : $0 } ?? value
            }
    }
}

/// A part of a trial's training that is to be done.
public struct TrialJob: Codable, Sendable, Equatable {
    /// The trial's number.
    public let number: Int
    /// Its settings by path.
    public let values: [String: JSONValue]
    /// Epochs to train to, those before included.
    public let epochs: Int
}

/// What a part of a trial's training gave.
public struct TrialResult: Codable, Sendable, Equatable {
    /// The trial's number.
    public let number: Int
    /// Epochs that it was to be trained to.
    public let epochs: Int
    /// One record for each epoch from the first; none for models that are fitted.
    public var records: [EpochRecord]
    /// The value on the validation part of a model that is fitted.
    public var value: Double?
    /// Why it came to no end: settings that do not go together, a loss that is no longer a number. Nil when it did.
    public var failure: String?
    /// Seconds that this part took.
    public var seconds: Double
    /// Seconds of work from the beginning of the search to the end of this part; stops are left out.
    public var elapsed: Double

    /// What a job gave.
    public init(
        _ job: TrialJob, records: [EpochRecord] = [], value: Double? = nil, failure: String? = nil, seconds: Double = 0
    ) {
        number = job.number
        epochs = job.epochs
        self.records = records
        self.value = value
        self.failure = failure
        self.seconds = seconds
        elapsed = 0
    }
}
