import Foundation
import Testing

@testable import SegueFiles

/// Devices and pipes are written to; a file instead would take them away from everybody.
@Suite struct SpecialFileTests {
    @Test func aPipeGetsTheBytesAndStaysAPipe() throws {
        try withTemporaryFolder { folder in
            let pipe = folder.appendingPathComponent("pipe")
            try #require(mkfifo(pipe.path, 0o600) == 0)
            // Open at both ends, so that nobody waits for the other.
            let descriptor = open(pipe.path, O_RDWR | O_NONBLOCK)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            try AtomicFile.write(Data("text".utf8), to: pipe)
            var bytes = [UInt8](repeating: 0, count: 16)
            #expect(read(descriptor, &bytes, 16) == 4)
            #expect(bytes.prefix(4) == Array("text".utf8)[...])
            #expect(try FileStatus.kind(of: pipe.path) == .other)
            #expect(try names(in: folder) == ["pipe"])
        }
    }

    @Test func whatCannotBeMadeIsNamedByTheTarget() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("file")
            try Data("mine".utf8).write(to: file)
            let target = file.appendingPathComponent("bundle")
            let expected = FileError.cannotCreate(path: target.path, code: ENOTDIR)
            #expect(throws: expected) { try DirectoryLock(for: target, purpose: "test") }
            #expect(expected.exitCode == 73)
        }
    }
}
