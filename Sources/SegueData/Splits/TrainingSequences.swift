/// The train part of a log: for each user the first rows, up to a given end.
///
/// A view that copies nothing. A model fits itself on this and on nothing else, so that no statistic can leak from
/// validation or test.
public struct TrainingSequences: Sendable {
    /// The log that the rows belong to; its later rows are not to be looked at.
    public let log: InteractionLog
    /// For user u, at u − 1: the row after the last train row.
    public let ends: [Int]
    /// The number of train rows.
    public let interactionCount: Int

    /// A view up to the given ends.
    ///
    /// - Precondition: one end a user, each within the user's rows.
    public init(log: InteractionLog, ends: [Int]) {
        precondition(ends.count == log.userCount, "one end a user")
        var total = 0
        for (index, end) in ends.enumerated() {
            precondition(end >= log.offsets[index] && end <= log.offsets[index + 1], "an end within the user's rows")
            total += end - log.offsets[index]
        }
        self.log = log
        self.ends = ends
        self.interactionCount = total
    }

    /// The whole of a log: what a model for production is trained on.
    public init(log: InteractionLog) {
        self.init(log: log, ends: Array(log.offsets.dropFirst()))
    }

    /// The number of users, those without train rows included; users are 1…userCount.
    public var userCount: Int { log.userCount }

    /// The number of items; items are 1…itemCount.
    public var itemCount: Int { log.itemCount }

    /// A user's train rows; empty for a user that is not in the log.
    public func rows(ofUser user: Int32) -> Range<Int> {
        guard user >= 1, Int(user) <= ends.count else { return 0..<0 }
        return log.offsets[Int(user) - 1]..<ends[Int(user) - 1]
    }

    /// A user's train items in order.
    public func items(ofUser user: Int32) -> ArraySlice<Int32> {
        log.itemColumn[rows(ofUser: user)]
    }

    /// The times of a user's train items, in the log's ``InteractionLog/timeUnit``, or nil if the log has none.
    public func times(ofUser user: Int32) -> ArraySlice<Int64>? {
        log.timeColumn.map { $0[rows(ofUser: user)] }
    }

    /// The indices of all users, `1...userCount`.
    public var userIndices: some Sequence<Int32> { log.userIndices }

    /// How often each item occurs, item 1 first: `[itemCount]`.
    public var itemCounts: [Int] {
        var counts = [Int](repeating: 0, count: itemCount)
        for user in userIndices {
            for item in items(ofUser: user) { counts[Int(item) - 1] += 1 }
        }
        return counts
    }
}
