import Foundation
import SegueBundle
import SegueData
import SegueFormats
import Testing

/// Which logs are the same data, by their digests.
@Suite struct LogDigestTests {
    private func dataset(_ text: String, options: ReadOptions = ReadOptions()) throws -> Dataset {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("digest-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return try Dataset.load(file.path, options: options)
    }

    @Test func equalCountsOfOtherUnitsAreOtherTimes() throws {
        let text = "user_id,item_id,timestamp\nu,a,1\nu,b,2\n"
        let units: [TimeUnit] = [.seconds, .milliseconds]
        let digests = try units.map { LogDigest(of: try dataset(text, options: ReadOptions(timeUnit: $0)).log) }
        #expect(digests[0].times != digests[1].times)
        #expect(digests[0].items == digests[1].items)
    }

    @Test func theCutBelongsToTheDigest() throws {
        let head = "user_id,item_id,timestamp\n"
        let (one, two, three) = ("u,a,1\n", "u,b,2\n", "u,a,3\n")
        let early = try GivenParts(train: dataset(head + one), test: dataset(head + two + three)).joined()
        let late = try GivenParts(train: dataset(head + one + two), test: dataset(head + three)).joined()
        #expect(early.log.itemColumn == late.log.itemColumn)
        #expect(LogDigest(of: early.log) != LogDigest(of: late.log))
    }
}
