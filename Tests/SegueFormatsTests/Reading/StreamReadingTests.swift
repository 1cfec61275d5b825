import Foundation
import SegueData
import Testing

@testable import SegueFormats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Data that comes through a pipe, which can be read only once.
@Suite struct StreamReadingTests {
    private func read(_ bytes: Data) throws -> Dataset {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("pipe").path
        #expect(mkfifo(path, 0o600) == 0)
        Thread.detachNewThread {
            guard let handle = FileHandle(forWritingAtPath: path) else { return }
            try? handle.write(contentsOf: bytes)
            try? handle.close()
        }
        return try Dataset.load(path)
    }

    @Test func pipesAreReadToTheirEnd() throws {
        let rows = (0..<50_000).map { "u\($0 % 10),i\($0)\n" }.joined()
        let set = try read(Data(("user_id,item_id\n" + rows).utf8))
        #expect(set.log.count == 50_000)
        #expect(set.log.userCount == 10)
        #expect(set.log.itemCount == 50_000)
    }

    @Test func compressedPipesAreUnpacked() throws {
        // printf '1::2::3::4\n1::3::5::2\n' | gzip -n | base64
        let packed = try #require(Data(base64Encoded: "H4sIAAAAAAAAAzO0sjKysjK2sjLhMgTTpkABLgAIH2p/FgAAAA=="))
        #expect(try read(packed).log.lines == ["1 3 2 5.0", "1 2 4 3.0"])
    }

    @Test func emptyPipesAreRefused() throws {
        #expect(throws: ReadError.self) { try read(Data()) }
    }
}
