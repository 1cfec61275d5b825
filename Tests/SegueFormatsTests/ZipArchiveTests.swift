import Foundation
import Testing

@testable import SegueFormats

@Suite struct ZipArchiveTests {
    private let folder: TemporaryFolder
    private var target: URL { folder.url.appendingPathComponent("out") }

    init() throws { folder = try TemporaryFolder() }

    private func extract(_ data: Data) throws {
        try ZipArchive(path: folder.file("a.zip", data)).extract(to: target)
    }

    @Test func unpacksStoredAndDeflatedFiles() throws {
        try extract(ZipFixtures.good)
        let ratings = try String(contentsOf: target.appendingPathComponent("ml-set/ratings.csv"), encoding: .utf8)
        #expect(ratings == "userId,movieId,rating,timestamp\n1,10,4.0,100\n1,11,3.5,90\n2,10,5.0,80\n")
        let readme = try String(contentsOf: target.appendingPathComponent("ml-set/docs/readme.txt"), encoding: .utf8)
        #expect(readme == "hello")
    }

    @Test func entriesThatLeaveTheFolderAreRefused() throws {
        for data in [ZipFixtures.climbing, ZipFixtures.absolute, ZipFixtures.link] {
            #expect(throws: DownloadError.self) { try extract(data) }
        }
        #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("evil.txt").path))
        for name in ["", "/a", "a/../b", "..", "a\\b", "C:x", "a\0b", "./a"] {
            #expect(ZipArchive.safeComponents(name) == nil, "\(name)")
        }
        #expect(ZipArchive.safeComponents("a/b..c/d") == ["a", "b..c", "d"])
    }

    @Test func damagedArchivesAreRefused() throws {
        for length in stride(from: 0, to: ZipFixtures.good.count, by: 7) {
            #expect(throws: (any Error).self) { try extract(ZipFixtures.good.prefix(length)) }
        }
        var refused = 0
        for position in ZipFixtures.good.indices {
            var flipped = ZipFixtures.good
            flipped[position] ^= 0x10
            do { try extract(flipped) } catch { refused += 1 }
        }
        #expect(refused > 50)
        // The content of the stored file: the CRC-32 tells.
        let hello = try #require(ZipFixtures.good.range(of: Data("hello".utf8)))
        var changed = ZipFixtures.good
        changed[hello.lowerBound] = 0x4A
        #expect(throws: DownloadError.self) { try extract(changed) }
    }
}
