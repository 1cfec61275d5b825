import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Transfers from a server on this machine that supports ranges and can break off midway.
@Suite(.serialized) struct DownloadTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func downloader(_ url: String, md5: String?) -> DatasetDownloader {
        var result = DatasetDownloader(
            dataset: KnownDataset(name: "tiny", url: url, md5: md5, summary: "a test"),
            directory: folder.url.appendingPathComponent("sets"))
        result.pause = 0
        return result
    }

    private func entries() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.url.appendingPathComponent("sets").path).sorted()
    }

    @Test func fetchesUnpacksAndReads() throws {
        let archive = try folder.file("tiny.zip", ZipFixtures.good)
        _ = try folder.file("tiny.zip.md5", "MD5 (tiny.zip) = \(ZipFixtures.goodMD5.uppercased())\n")
        let download = downloader("file://" + archive, md5: nil)
        #expect(!download.isPresent)
        let result = try download.download()
        #expect(download.isPresent)
        #expect(try entries() == ["tiny"])
        #expect(try Dataset.load(result.path).log.lines == ["1 11 90 3.5", "1 10 100 4.0", "2 10 80 5.0"])
        #expect(try download.download() == result)
    }

    @Test func wrongChecksumsAreRefused() throws {
        let archive = try folder.file("tiny.zip", ZipFixtures.good)
        let wrong = String(repeating: "0", count: 32)
        #expect(throws: DownloadError.self) { try downloader("file://" + archive, md5: wrong).download() }
        #expect(try entries() == [])
        _ = try folder.file("tiny.zip.md5", "no digits here")
        #expect(throws: DownloadError.self) { try downloader("file://" + archive, md5: nil).download() }
    }

    @Test func beingOfflineIsExplained() throws {
        // Port 1 is never served.
        let error = #expect(throws: DownloadError.self) {
            try downloader("http://127.0.0.1:1/tiny.zip", md5: ZipFixtures.goodMD5).download()
        }
        #expect(error?.exitCode == 69)
        #expect(error?.description.contains("http://127.0.0.1:1/tiny.zip") == true)
    }

    @Test(.enabled(if: FlakyServer.isAvailable, "needs python3"))
    func transfersThatBreakOffAreContinued() throws {
        let server = try FlakyServer(content: ZipFixtures.good, bytesPerAnswer: 300)
        var steps: [DownloadProgress] = []
        let result = try downloader(server.url, md5: ZipFixtures.goodMD5).download { steps.append($0) }
        #expect(FileManager.default.fileExists(atPath: result.appendingPathComponent("ratings.csv").path))
        #expect(steps.last == DownloadProgress(received: ZipFixtures.good.count, total: ZipFixtures.good.count))
        #expect(steps.last?.fraction == 1)
    }

    @Test(.enabled(if: FlakyServer.isAvailable, "needs python3"))
    func aLaterCallContinuesWhatAnEarlierOneLeft() throws {
        let server = try FlakyServer(content: ZipFixtures.good, bytesPerAnswer: 1 << 20)
        let sets = folder.url.appendingPathComponent("sets")
        try FileManager.default.createDirectory(at: sets, withIntermediateDirectories: true)
        try ZipFixtures.good.prefix(123).write(to: sets.appendingPathComponent(".segue-tiny.zip.partial"))
        try downloader(server.url, md5: ZipFixtures.goodMD5).download()
        #expect(try entries() == ["tiny"])
        #expect(server.requestedRanges == ["bytes=123-"])
    }

    @Test func whatProgressThrowsEndsTheTransfer() throws {
        struct Stop: Error {}
        let archive = try folder.file("tiny.zip", ZipFixtures.good)
        #expect(throws: Stop.self) {
            try downloader("file://" + archive, md5: ZipFixtures.goodMD5).download { _ in throw Stop() }
        }
    }

    @Test func headersGiveTheSizeOfTheWhole() throws {
        let whole = try folder.file(
            "a", "HTTP/1.1 302 Found\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 100\r\n")
        #expect(CurlTransfer.total(in: URL(fileURLWithPath: whole), start: 40) == 100)
        let part = try folder.file("b", "HTTP/1.1 206 Partial Content\r\nContent-Length: 60\r\n")
        #expect(CurlTransfer.total(in: URL(fileURLWithPath: part), start: 40) == 100)
        #expect(CurlTransfer.total(in: folder.url.appendingPathComponent("absent"), start: 0) == nil)
    }

    @Test func knownDataSetsAreNamed() throws {
        #expect(KnownDataset.all.map(\.name) == ["ml-latest-small", "ml-100k", "ml-1m", "ml-10m", "ml-20m"])
        #expect(try KnownDataset.named("ml-1m").url == "https://files.grouplens.org/datasets/movielens/ml-1m.zip")
        #expect(throws: DownloadError.self) { try KnownDataset.named("ml-9z") }
        #expect(
            DatasetDownloader.md5Digits(in: "0E33842e24a9c977be4e0107933c0723  x.zip")
                == "0e33842e24a9c977be4e0107933c0723")
    }
}
