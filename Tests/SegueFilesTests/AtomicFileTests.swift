import Foundation
import Testing

@testable import SegueFiles

/// A file appears whole or not at all.
@Suite struct AtomicFileTests {
    private func text(_ url: URL) -> String? { try? String(contentsOf: url, encoding: .utf8) }

    @Test func aFileAppearsWhenItIsCommitted() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("file")
            try Data("old".utf8).write(to: file)
            let writer = try AtomicFileWriter(path: file.path)
            // More than the buffer holds, in small pieces and in one large one.
            for _ in 0..<10_000 { try writer.write(Array("0123456789".utf8)) }
            try writer.write([UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
            #expect(text(file) == "old")
            try writer.commit()
            #expect(text(file)?.utf8.count == 200_000)
            #expect(text(file)?.hasPrefix("01234567890") == true)
            #expect(try names(in: folder) == ["file"])
        }
    }

    @Test func whatIsNotCommittedGoesAway() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("file")
            try Data("old".utf8).write(to: file)
            do {
                let writer = try AtomicFileWriter(path: file.path)
                try writer.write(Array("new".utf8))
                #expect(try names(in: folder).count == 2)
            }
            #expect(text(file) == "old")
            #expect(try names(in: folder) == ["file"])
        }
    }

    @Test func aFailureNamesTheFileAndLeavesNothing() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("missing/file")
            let error = #expect(throws: FileError.self) { try AtomicFileWriter(path: file.path) }
            #expect(error == .systemCallFailed(path: file.path, operation: "create", code: ENOENT, bytes: nil))
            var calls = SystemCalls.live
            calls.rename = { _, _ in
                errno = EIO
                return -1
            }
            let other = folder.appendingPathComponent("file").path
            #expect(throws: FileError.self) {
                let writer = try AtomicFileWriter(path: other, fileSystem: FileSystem(calls: calls))
                try writer.commit()
            }
            let left = try names(in: folder)
            #expect(left.isEmpty)
        }
    }

    @Test func aLinkToAPipeIsWrittenThrough() throws {
        try withTemporaryFolder { folder in
            let (pipe, link) = (folder.appendingPathComponent("pipe"), folder.appendingPathComponent("link"))
            try #require(mkfifo(pipe.path, 0o600) == 0)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: pipe)
            let descriptor = open(pipe.path, O_RDWR | O_NONBLOCK)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            try AtomicFile.write(Data("text".utf8), to: link)
            var bytes = [UInt8](repeating: 0, count: 16)
            #expect(read(descriptor, &bytes, 16) == 4)
            #expect(try names(in: folder) == ["link", "pipe"])
        }
    }

    @Test func mappedFilesHoldTheBytes() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("file")
            try Data("text".utf8).write(to: file)
            let mapped = try MappedFile(path: file.path)
            mapped.releasePages()
            #expect(mapped.bytes.elementsEqual("text".utf8))
            try Data().write(to: file)
            #expect(try MappedFile(path: file.path).bytes.isEmpty)
            #expect(throws: FileError.notARegularFile(path: folder.path)) { try MappedFile(path: folder.path) }
            let missing = folder.appendingPathComponent("missing").path
            #expect(throws: FileError.missing(path: missing)) { try MappedFile(path: missing) }
        }
    }
}
