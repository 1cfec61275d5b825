import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// What is read from random tables is what was written into them, whatever their form.
@Suite struct ReadingPropertyTests {
    private static let tableCount: UInt64 = 2000

    @Test func randomTablesAreReadExactly() throws {
        let folder = try TemporaryFolder()
        for seed in 1...Self.tableCount {
            let table = RandomTable(seed: seed)
            let path = try folder.file("table.csv", Data(table.bytes))
            let log: InteractionLog
            do {
                log = try Dataset.load(path, options: table.options).log
            } catch {
                Issue.record("seed \(seed): \(error)")
                continue
            }
            #expect(log.source.rowsRead == table.rows.count, "seed \(seed)")
            #expect(log.source.rowsSkipped == table.badLines.count, "seed \(seed)")
            #expect(content(log) == expected(table), "seed \(seed)")
            let lines = log.source.skippedMessages.compactMap {
                $0.dropFirst(path.count + 1).split(separator: ":").first
            }
            #expect(lines.compactMap { Int($0) } == Array(table.badLines.prefix(10)), "seed \(seed)")
        }
    }

    /// The rows of a log, `user item nanoseconds rating` each.
    private func content(_ log: InteractionLog) -> [String] {
        (1...Int32(log.userCount)).flatMap { user in
            log.rows(ofUser: user).map { row in
                let nanoseconds = log.timeColumn.map { $0[row] * (1_000_000_000 / log.timeUnit.perSecond) }
                return line(
                    log.users.id(at: user) ?? "", log.items.id(at: log.itemColumn[row]) ?? "", nanoseconds,
                    log.ratingColumn?[row])
            }
        }
    }

    /// The same by the plain rule: users in order of appearance, each one's rows by time, then by position.
    private func expected(_ table: RandomTable) -> [String] {
        var users: [String] = []
        for row in table.rows where !users.contains(where: { $0.utf8.elementsEqual(row.user.utf8) }) {
            users.append(row.user)
        }
        return users.flatMap { user in
            table.rows.enumerated().filter { $0.element.user.utf8.elementsEqual(user.utf8) }
                .sorted { left, right in
                    (left.element.nanoseconds ?? 0, left.offset) < (right.element.nanoseconds ?? 0, right.offset)
                }
                .map { line($0.element.user, $0.element.item, $0.element.nanoseconds, $0.element.rating) }
        }
    }

    private func line(_ user: String, _ item: String, _ nanoseconds: Int64?, _ rating: Float?) -> String {
        "\(user) \(item) \(nanoseconds.map(String.init) ?? "-") \(rating.map { "\($0)" } ?? "-")"
    }
}
