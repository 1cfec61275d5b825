import Foundation
import SegueFiles
import Testing

@testable import SegueRunLog

@Suite struct TensorBoardTests {
    /// RFC 3720, appendix B.4, and the usual check value.
    @Test func checksumsOfTheStandard() {
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.checksum(Array(0..<32)) == 0x46DD_794E)
        #expect(CRC32C.checksum((0..<32).reversed()) == 0x113F_DB5C)
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.checksum([]) == 0)
    }

    /// 0xE3069283 rotated right by 15 is 0x2507C60D; plus 0xA282EAD8.
    @Test func maskedChecksum() {
        #expect(CRC32C.maskedChecksum(Array("123456789".utf8)) == 0xC78A_B0E5)
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("events-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// The bytes that TensorBoard's own `RecordWriter` makes of the same events: a file version, a scalar, a session's start.
    private static let reference: [[UInt8]] = [
        [
            0x18, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xA3, 0x7F, 0x4B, 0x22, 0x09, 0x00, 0x00, 0x20, 0x40, 0xFC,
            0x54, 0xD9, 0x41, 0x1A, 0x0D, 0x62, 0x72, 0x61, 0x69, 0x6E, 0x2E, 0x45, 0x76, 0x65, 0x6E, 0x74, 0x3A, 0x32,
            0x2B, 0x35, 0x31, 0x10,
        ],
        [
            0x21, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x7B, 0xEC, 0xF6, 0x09, 0x00, 0x00, 0x50, 0x40, 0xFC,
            0x54, 0xD9, 0x41, 0x10, 0xAC, 0x02, 0x2A, 0x13, 0x0A, 0x11, 0x0A, 0x0A, 0x6C, 0x6F, 0x73, 0x73, 0x2F, 0x74,
            0x72, 0x61, 0x69, 0x6E, 0x15, 0x00, 0x00, 0x00, 0x3F, 0x8E, 0x89, 0xF1, 0x11,
        ],
        [
            0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x95, 0xFB, 0xFE, 0x18, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x40, 0x10, 0xAC, 0x02, 0x3A, 0x02, 0x08, 0x01, 0x12, 0x92, 0xDA, 0x01,
        ],
    ]

    @Test func fileEqualsTensorBoards() throws {
        try withFolder { folder in
            let writer = try TensorBoardWriter(in: folder, started: 1_700_000_000.5)
            try writer.append(0.5, tag: "loss/train", step: 300, wallTime: 1_700_000_001.25)
            try writer.close()
            let written = try [UInt8](Data(contentsOf: writer.url))
            #expect(written == Self.reference[0] + Self.reference[1])
            let resumed = TensorBoardEvent(wallTime: 2, step: 300, content: .resumed)
            #expect([UInt8](resumed.record) == Self.reference[2])
        }
    }

    @Test func resumingStartsANewFileLaterInOrder() throws {
        try withFolder { folder in
            let first = try TensorBoardWriter(in: folder, started: 1_700_000_000.5)
            let second = try TensorBoardWriter(in: folder, started: 1_700_000_000.9, resumingAt: 300)
            #expect(first.url.lastPathComponent == "events.out.tfevents.1700000000.segue.0")
            #expect(second.url.lastPathComponent == "events.out.tfevents.1700000000.segue.1")
            try second.close()
        }
    }

    @Test func aClosedFileTakesNothing() throws {
        try withFolder { folder in
            let writer = try TensorBoardWriter(in: folder, started: 0)
            try writer.close()
            #expect(throws: FileError.closed(path: writer.url.path)) {
                try writer.append(1, tag: "loss", step: 1, wallTime: 0)
            }
        }
    }
}
