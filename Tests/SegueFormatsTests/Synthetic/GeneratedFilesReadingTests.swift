import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// What the generators write, the readers must read.
@Suite struct GeneratedFilesReadingTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("segue-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func theSyntheticWorldIsReadWithTitles() throws {
        try withFolder { folder in
            let world = SyntheticCatalog(users: 40, items: 120, interactions: 1_000)
            try world.write(to: folder)
            let made = try world.dataset()
            let read = try Dataset.load(folder.path)
            #expect(read.log.count == 1_000)
            #expect(read.log.users.ids == made.log.users.ids)
            #expect(read.log.timeColumn == made.log.timeColumn)
            #expect(
                read.log.itemColumn.map { read.log.items.id(at: $0) }
                    == made.log.itemColumn.map { made.log.items.id(at: $0) })
            for id in made.log.items.ids {
                #expect(read.catalog.title(of: id) == made.catalog.title(of: id))
                #expect(read.catalog.categories(of: id) == made.catalog.categories(of: id))
            }
        }
    }

    @Test(arguments: LargeLog.Format.allCases, LargeLog.Order.allCases)
    func largeLogsAreRead(format: LargeLog.Format, order: LargeLog.Order) throws {
        try withFolder { folder in
            let names = ["movielens": "ratings.dat", "csv": "ratings.csv", "sasrec": "large.txt"]
            let file = folder.appendingPathComponent(try #require(names[format.rawValue]))
            try LargeLog(interactions: 5_000, users: 60, items: 40, order: order).write(to: file, format: format)
            let log = try InteractionLog.read(file.path)
            #expect((log.count, log.userCount) == (5_000, 60))
            #expect((log.timeColumn == nil) == (format == .sasrec))
        }
    }
}
