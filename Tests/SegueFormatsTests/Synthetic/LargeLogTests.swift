import Foundation
import SegueData
import SegueFiles
import Testing

@testable import SegueFormats

@Suite struct LargeLogTests {
    private func rows(_ log: LargeLog, _ format: LargeLog.Format) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("segue-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try log.write(to: file, format: format)
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func rowsByUser() throws {
        let log = LargeLog(interactions: 1_001, users: 10, items: 50)
        let rows = try rows(log, .movieLens).map { $0.split(separator: ":").compactMap { Int($0) } }
        #expect(rows.count == 1_001)
        #expect(rows.allSatisfy { $0.count == 4 && (1...50).contains($0[1]) && (1...5).contains($0[2]) })
        #expect(
            rows.map { $0[0] } == [Int](repeating: 1, count: 101)
                + (2...10).flatMap { [Int](repeating: $0, count: 100) })
        #expect(zip(rows, rows.dropFirst()).allSatisfy { $0[3] < $1[3] })
        let counts = Dictionary(grouping: rows) { $0[1] }.values.map(\.count).sorted(by: >)
        // Zipf over 50 items: the first has 1 ÷ 4.499 of the mass.
        #expect(abs(counts[0] - 222) < 50)
    }

    @Test func otherFormatsAndOrders() throws {
        let log = LargeLog(interactions: 500, users: 7, items: 9, exponent: 0, order: .byTime, seed: 3)
        let table = try rows(log, .commaSeparated)
        #expect(table.first == "userId,movieId,rating,timestamp")
        #expect(table.count == 501)
        let users = Set(table.dropFirst().compactMap { $0.split(separator: ",").first })
        #expect(users.count == 7)
        #expect(try rows(log, .sasrec).allSatisfy { $0.split(separator: " ").count == 2 })
        #expect(try rows(log, .commaSeparated) == table)
        #expect(try rows(LargeLog(interactions: 0, users: 1, items: 1), .movieLens).isEmpty)
    }

    @Test func failuresAreTyped() throws {
        let log = LargeLog(interactions: 10, users: 2, items: 2)
        let error = #expect(throws: FileError.self) {
            try log.write(to: URL(fileURLWithPath: "/nonexistent-directory/file"))
        }
        #expect(error?.exitCode == 73)
        let wrong = #expect(throws: PreparationError.self) {
            try LargeLog(interactions: 1, users: 0, items: 1).write(to: URL(fileURLWithPath: "/dev/null"))
        }
        #expect(wrong?.exitCode == 78)
    }
}
