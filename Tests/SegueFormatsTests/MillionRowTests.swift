import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// A million rows of which exactly one in a hundred is malformed, in ten ways.
@Suite struct MillionRowTests {
    private static let rowCount = 1_000_000
    private static let faults: [[UInt8]] = [
        Array("1::2::3".utf8), Array("1::2::3::4::5".utf8), Array("1::2::3::x".utf8), Array("1::2::NaN::4".utf8),
        Array("::2::3::4".utf8), Array("bad-1::::3::4".utf8), Array("bad-2::2::3::-4".utf8),
        [0xFF] + Array("::2::3::4".utf8),
        Array("bad-3::2::3::99999999999999999999".utf8), Array("bad\0::2::3::4".utf8),
    ]

    private static func text() -> Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rowCount * 26)
        for row in 0..<rowCount {
            if row % 100 == 50 {
                bytes += faults[row / 100 % faults.count]
            } else {
                bytes += Array("\(row % 6040 + 1)::\(row % 3953 + 1)::\(row % 5 + 1)::\(978_300_000 + row)".utf8)
            }
            bytes.append(0x0A)
        }
        return Data(bytes)
    }

    @Test func countsAndLineNumbersAreExact() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("ratings.dat", Self.text())
        let log = try Dataset.load(path, options: ReadOptions(maximumBadRows: 10_000)).log
        #expect(log.source.rowsRead == 990_000)
        #expect(log.count == 990_000)
        #expect(log.source.rowsSkipped == 10_000)
        // Faulty rows are numbers 50, 150, …, counted from 0: lines 51, 151, ….
        let lines = log.source.skippedMessages.map { $0.split(separator: ":")[1] }
        #expect(lines == (0..<10).map { "\($0 * 100 + 51)" })
        #expect(log.userCount == 6040)
        #expect(log.itemCount == 3953)
        #expect(!log.users.ids.contains { $0.hasPrefix("bad") })
        let tooMany = readError(path, ReadOptions(maximumBadRows: 9_999))
        #expect(tooMany?.kind == .tooManyBadRows)
        #expect(tooMany?.line == 999_951)
        let first = readError(path)
        #expect(first?.kind == .badRow && first?.line == 51 && first?.column == 1)
    }
}
