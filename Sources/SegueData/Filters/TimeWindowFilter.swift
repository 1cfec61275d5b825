/// Keeps interactions within a window of time.
public struct TimeWindowFilter: LogFilterRule {
    /// `time-window`.
    public static let name = "time-window"
    /// The first second kept, since 1970; nil: from the beginning.
    public var from: Int64?
    /// The first second no longer kept, since 1970; nil: to the end.
    public var until: Int64?

    /// A window.
    public init(from: Int64? = nil, until: Int64? = nil) {
        self.from = from
        self.until = until
    }

    /// Checks the order of the moments.
    public func validate() throws {
        guard let from, let until, from >= until else { return }
        throw PreparationError.invalidParameter(
            operation: Self.name, parameter: "until", problem: "must be later than from (\(from)), found \(until)")
    }

    /// Drops what lies outside. Needs times.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        guard log.timeColumn != nil else {
            throw PreparationError.columnMissing(operation: Self.name, column: "time")
        }
        return log.keeping(
            (0..<log.count).map { row in
                guard let second = log.columns.second(ofRow: row) else { return false }
                return second >= from ?? .min && (until.map { second < $0 } ?? true)
            })
    }
}
