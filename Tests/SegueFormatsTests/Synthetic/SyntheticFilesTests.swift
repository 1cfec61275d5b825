import Foundation
import SegueData
import SegueFormats
import Testing

/// The files of a made-up world.
@Suite struct SyntheticFilesTests {
    @Test func filesHoldTheWorld() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("segue-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let world = SyntheticCatalog(users: 10, items: 60, interactions: 200)
        try world.write(to: folder)
        let log = try world.dataset().log
        let ratings = try String(contentsOf: folder.appendingPathComponent("ratings.csv"), encoding: .utf8)
        #expect(ratings.hasPrefix("userId,movieId,rating,timestamp\n1,"))
        #expect(ratings.split(separator: "\n").count == 201)
        let rows = ratings.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        #expect(log.timeColumn?.map { "\($0)" } == rows.map { String($0[3]) })
        #expect(log.ratingColumn == rows.compactMap { Float($0[2]) })
        #expect(rows.map { String($0[1]) } == log.itemColumn.map { log.items.id(at: $0) })
        let movies = try String(contentsOf: folder.appendingPathComponent("movies.csv"), encoding: .utf8)
        #expect(movies.split(separator: "\n").count == 61)
        #expect(movies.split(separator: "\n").allSatisfy { $0.split(separator: ",").count == 3 })
    }
}
