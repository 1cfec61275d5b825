import Foundation
import SegueData
import Testing

@testable import SegueFormats

@Suite struct CacheTests {
    private let folder: TemporaryFolder
    private let path: String
    private let options: ReadOptions

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.file(
            "clicks.csv", "1,100,7,pv,1511544070\n1,101,7,buy,1511544000\n2,100,8,fav,3\n2,x,8,pv,bad\n")
        options = ReadOptions(maximumBadRows: 1, cacheDirectory: folder.url.appendingPathComponent("cache"))
    }

    private func cacheFiles() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder.url.appendingPathComponent("cache"), includingPropertiesForKeys: nil)
    }

    @Test func aCopyGivesTheSameLog() throws {
        let first = try Dataset.load(path, options: options)
        #expect(try cacheFiles().map(\.pathExtension) == ["segue-log"])
        let second = try Dataset.load(path, options: options)
        #expect(second.log.lines == first.log.lines)
        #expect(second.log.lines.count == 3)
        #expect(second.log.users == first.log.users)
        #expect(second.log.items == first.log.items)
        #expect(second.log.source == first.log.source)
        #expect(second.log.contextColumns == first.log.contextColumns)
        #expect(second.catalog == first.catalog)
        #expect(second.catalog.categories(of: "101") == ["7"])
        #expect(second.log.source.sha256.count == 64)
    }

    @Test func theUnitOfTimeAndTheFirstRowsAreKept() throws {
        let path = try folder.file("ms.csv", "user,item,time\nu,b,1.5\nu,a,1.25\n")
        let first = try Dataset.load(path, options: options)
        let second = try Dataset.load(path, options: options)
        for set in [first, second] {
            #expect(set.log.timeColumn == [1250, 1500])
            #expect(set.log.timeUnit == .milliseconds)
            #expect(set.firstRows.map(\.item) == ["b", "a"])
            #expect(set.log.source.readingReport == "read as csv: user=user, item=item, time=time (s), 2 rows")
        }
        var more = options
        more.maximumBadRows = 7
        #expect(try Dataset.load(path, options: more).log.source.interpretation?.maximumBadRows == 7)
    }

    /// The copy is really used: what stands in it comes back, even when it is not what the file says.
    @Test func theCopyIsUsed() throws {
        let first = try Dataset.load(path, options: options)
        let key = DatasetCache.Key(
            sha256: first.log.source.sha256, formatName: "taobao",
            layout: String(
                describing: try TaobaoFormat().layout(
                    for: FileSample(file: InputFile(path: path)), options: options)))
        let cache = DatasetCache(directory: folder.url.appendingPathComponent("cache"))
        #expect(try cacheFiles().first?.lastPathComponent == key.fileName)
        let marked = InteractionFileReader.Content(
            log: first.log, catalog: ItemCatalog([ItemCatalog.Item(id: "100", title: "mark")]))
        try cache.store(marked, key: key)
        #expect(try Dataset.load(path, options: options).catalog.title(of: "100") == "mark")
    }

    @Test func damagedCopiesAreIgnoredAndWrittenAnew() throws {
        let expected = try Dataset.load(path, options: options).log.lines
        let file = try #require(try cacheFiles().first)
        let good = try Data(contentsOf: file)
        for position in stride(from: 0, to: good.count, by: 97) {
            for damaged in [
                good.prefix(position), good.prefix(position) + [good[position] ^ 1] + good.dropFirst(position + 1),
            ] {
                try damaged.write(to: file)
                let log = try Dataset.load(path, options: options).log
                #expect(log.lines == expected)
                #expect(log.source.notes.count == 1)
                #expect(log.source.notes.first?.contains("written anew") == true)
            }
        }
        #expect(try Data(contentsOf: file) == good)
        #expect(try cacheFiles().count == 1)
    }

    @Test func otherDataAndStricterOptionsDoNotUseIt() throws {
        _ = try Dataset.load(path, options: options)
        var strict = options
        strict.maximumBadRows = 0
        #expect(readError(path, strict)?.line == 4)
        _ = try folder.file("clicks.csv", "9,9,9,pv,9\n")
        #expect(try Dataset.load(path, options: options).log.lines == ["9 9 9 pv 9"])
        #expect(try cacheFiles().count == 2)
    }

    @Test func aFolderThatCannotBeWrittenIsANote() throws {
        var blocked = options
        blocked.cacheDirectory = URL(fileURLWithPath: path).appendingPathComponent("inside-a-file")
        let log = try Dataset.load(path, options: blocked).log
        #expect(log.lines.count == 3)
        #expect(log.source.notes.count == 1)
    }
}
