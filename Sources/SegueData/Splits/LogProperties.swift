/// What can be seen of a log itself, whatever was done to it: what published protocols ask of their data.
public struct LogProperties: Codable, Equatable, Sendable {
    /// The least number of interactions of a user who has any.
    public var leastUserInteractions = 0
    /// The least number of interactions of an item that has any.
    public var leastItemInteractions = 0
    /// Interactions with the item of the interaction directly before.
    public var consecutiveDuplicates = 0
    /// The longest pause between two neighboring interactions of a user, in seconds begun; nil without times.
    public var longestPause: Int64?
    /// The kinds of interaction that occur, as the data names them; empty when it names none.
    public var behaviors: [String] = []

    /// Looks through a log once.
    public init(of log: InteractionLog) {
        var itemCounts = [Int](repeating: 0, count: log.itemCount + 1)
        for item in log.itemColumn { itemCounts[Int(item)] += 1 }
        leastItemInteractions = itemCounts.dropFirst().filter { $0 > 0 }.min() ?? 0
        var pause: Int64 = 0
        for (start, end) in zip(log.offsets, log.offsets.dropFirst()) where end > start {
            let count = end - start
            leastUserInteractions = leastUserInteractions == 0 ? count : min(leastUserInteractions, count)
            for row in start + 1..<max(start + 1, end) {
                if log.itemColumn[row] == log.itemColumn[row - 1] { consecutiveDuplicates += 1 }
                guard let times = log.timeColumn else { continue }
                let (passed, overflow) = times[row].subtractingReportingOverflow(times[row - 1])
                pause = max(pause, overflow ? .max : passed)
            }
        }
        longestPause = log.timeColumn.map { _ in log.timeUnit.secondsBegun(pause) }
        guard let kinds = log.behaviorColumn else { return }
        let occurring = Set(kinds)
        behaviors = log.behaviors.indices.filter { occurring.contains(UInt8(truncatingIfNeeded: $0)) }
            .map { log.behaviors[$0] }
    }
}
