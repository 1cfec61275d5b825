/// Drops an interaction with the same item as the one directly before it: a reload, not a next event.
public struct ConsecutiveDuplicatesFilter: LogFilterRule {
    /// `consecutive-duplicates`.
    public static let name = "consecutive-duplicates"

    /// The filter; it has no parameters.
    public init() {}

    /// Always valid.
    public func validate() throws {}

    /// Keeps the first interaction of each run.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        var keep = [Bool](repeating: true, count: log.count)
        for (start, end) in zip(log.offsets, log.offsets.dropFirst()) {
            for row in start..<end where row > start && log.itemColumn[row] == log.itemColumn[row - 1] {
                keep[row] = false
            }
        }
        return log.keeping(keep)
    }
}
