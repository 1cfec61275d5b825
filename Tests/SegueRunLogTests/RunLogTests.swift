import Foundation
import SegueFiles
import Testing

@testable import SegueRunLog

@Suite struct RunLogTests {
    private struct Record: Codable, Equatable {
        var step: Int
        var loss: Double
        var note: String?
    }

    private func withLog(_ body: (URL) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url)
    }

    private func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

    @Test func oneObjectALine() throws {
        try withLog { url in
            let log = try RunLog(appendingTo: url)
            try log.append(Record(step: 1, loss: 0.5, note: "two\nlines / slash"))
            #expect(try text(url) == #"{"loss":0.5,"note":"two\nlines / slash","step":1}"# + "\n")
            try log.append(Record(step: 2, loss: 0.25))
            #expect(log.size == 73)
            try log.close()
            try log.close()
            #expect(throws: FileError.closed(path: url.path)) { try log.append(Record(step: 3, loss: 0)) }
            let records = try RunLog.records(of: Record.self, in: url)
            #expect(records.map(\.step) == [1, 2] && records.map(\.loss) == [0.5, 0.25])
        }
    }

    @Test func lossesThatAreNoNumbers() throws {
        try withLog { url in
            let log = try RunLog(appendingTo: url)
            for loss in [Double.nan, .infinity, -.infinity] { try log.append(Record(step: 0, loss: loss)) }
            let expected = ["NaN", "Infinity", "-Infinity"].map { "{\"loss\":\"\($0)\",\"step\":0}\n" }.joined()
            #expect(try text(url) == expected)
            #expect(try RunLog.records(of: Record.self, in: url).first?.loss.isNaN == true)
        }
    }

    @Test func aHalfWrittenLineIsCutOff() throws {
        try withLog { url in
            let whole = "{\"loss\":1,\"step\":1}\n"
            for tail in ["{\"loss\":1,\"st", "{", "\0\0\0", String(repeating: "x", count: 200_000), ""] {
                try Data((whole + tail).utf8).write(to: url)
                #expect(try RunLog.records(of: Record.self, in: url).count == 1)
                let log = try RunLog(appendingTo: url)
                #expect(log.size == 20)
                try log.append(Record(step: 2, loss: 2))
                #expect(try text(url) == whole + "{\"loss\":2,\"step\":2}\n")
            }
            try Data("half".utf8).write(to: url)
            #expect(try RunLog(appendingTo: url).size == 0)
        }
    }

    @Test func resumingCutsOffWhatCameAfterTheCheckpoint() throws {
        try withLog { url in
            let log = try RunLog(appendingTo: url)
            try log.append(Record(step: 1, loss: 1))
            let checkpoint = log.size
            try log.append(Record(step: 2, loss: 2))
            try log.close()
            try RunLog(appendingTo: url, keeping: checkpoint).append(Record(step: 2, loss: 2))
            #expect(try RunLog.records(of: Record.self, in: url).map(\.step) == [1, 2])
            #expect(throws: RunLogError.shorterThanExpected(path: url.path, bytes: 40, expected: 41)) {
                try RunLog(appendingTo: url, keeping: 41)
            }
        }
    }

    @Test func aForeignLineIsNamed() throws {
        try withLog { url in
            #expect(throws: RunLogError.missing(path: url.path)) { try RunLog.records(of: Record.self, in: url) }
            try Data("{\"loss\":1,\"step\":1}\nnonsense\n".utf8).write(to: url)
            let error = #expect(throws: RunLogError.self) { try RunLog.records(of: Record.self, in: url) }
            #expect(error?.description.hasPrefix("\(url.path):2:1: ") == true)
            #expect(error?.exitCode == 65)
        }
    }

    @Test func aFailedWriteLeavesNoHalfLine() throws {
        try withLog { url in
            var calls = SystemCalls.live
            calls.write = { descriptor, bytes in
                // Half of the line reaches the disk, then it is full.
                guard bytes.count > 15 else { return SystemCalls.live.write(-1, bytes) }
                return SystemCalls.live.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(5)))
            }
            let log = try RunLog(appendingTo: url, keeping: nil, fileSystem: FileSystem(calls: calls))
            #expect(throws: FileError.self) { try log.append(Record(step: 1, loss: 1)) }
            #expect(try text(url).isEmpty)
        }
    }
}
