import SegueCore
import SegueData
import SegueFiles

/// SHA-256 of what a log holds, column by column: two logs with equal digests are the same data, whatever file, packing or
/// format they were read from, and unequal ones say which column differs.
public struct LogDigest: Codable, Equatable, Sendable {
    /// Whose interactions, in order of rows.
    public var users: String
    /// With what, in order of rows.
    public var items: String
    /// When; nil without times.
    public var times: String?
    /// The ratings; nil without.
    public var ratings: String?
    /// The kinds of interaction; nil without.
    public var behaviors: String?
    /// The part of a given split; nil where files give none.
    public var parts: String?

    /// Digests a log's columns.
    public init(of log: InteractionLog) {
        users = Self.digest(log.users, log.offsets)
        items = Self.digest(log.items, log.itemColumn)
        times = log.timeColumn.map { Self.digest(nil, $0, unit: log.timeUnit) }
        ratings = log.ratingColumn.map { Self.digest(nil, $0) }
        behaviors = log.behaviorColumn.map { column in
            var names = Vocabulary()
            for name in log.behaviors { names.insert(name) }
            return Self.digest(names, column)
        }
        parts = log.givenParts.map { Self.digest(nil, $0) }
    }

    private static func digest(
        _ names: Vocabulary?, _ column: [some BitwiseCopyable], unit: TimeUnit = .seconds
    ) -> String {
        var digest = MessageDigest()
        // Equal counts of another unit are other moments.
        if unit != .seconds { Array(unit.symbol.utf8).withUnsafeBytes { digest.update($0) } }
        if let names {
            names.offsets.withUnsafeBytes { digest.update($0) }
            names.bytes.withUnsafeBytes { digest.update($0) }
        }
        column.withUnsafeBytes { digest.update($0) }
        return Hexadecimal.text(digest.finalize())
    }
}
