/// Keeps each user's first interaction with each item.
public struct FirstOccurrencesFilter: LogFilterRule {
    /// `first-occurrences`.
    public static let name = "first-occurrences"

    /// The filter; it has no parameters.
    public init() {}

    /// Always valid.
    public func validate() throws {}

    /// Drops all later interactions with an item.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        var keep = [Bool](repeating: true, count: log.count)
        var lastUser = [Int32](repeating: 0, count: log.itemCount + 1)
        for index in 0..<log.userCount {
            let user = Int32(truncatingIfNeeded: index + 1)
            for row in log.offsets[index]..<log.offsets[index + 1] {
                let item = Int(log.itemColumn[row])
                keep[row] = lastUser[item] != user
                lastUser[item] = user
            }
        }
        return log.keeping(keep)
    }
}
