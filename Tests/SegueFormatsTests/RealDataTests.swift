import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// The published facts of real data sets.
@Suite(.enabled(if: RealData.folder != nil, "set SEGUE_DATA to a folder with ml-1m, ml-100k, … to run these tests"))
struct RealDataTests {
    struct Expectation: Sendable, CustomTestStringConvertible {
        var path: String
        var format: String
        var (rows, users, items): (Int, Int, Int)
        var testDescription: String { path }
    }

    static let expectations: [Expectation] = [
        Expectation(path: "ml-1m", format: "movielens-dat", rows: 1_000_209, users: 6040, items: 3706),
        Expectation(path: "ml-100k", format: "movielens-100k", rows: 100_000, users: 943, items: 1682),
        Expectation(path: "ml-latest-small", format: "movielens-csv", rows: 100_836, users: 610, items: 9724),
        Expectation(path: "sasrec/ml-1m.txt", format: "sasrec", rows: 999_611, users: 6040, items: 3416),
        Expectation(path: "taobao", format: "taobao", rows: 100_001, users: 983, items: 64_467),
        Expectation(
            path: "retailrocket/sample_retailrocket_sessions.csv", format: "retailrocket-sessions", rows: 10_080,
            users: 2496, items: 5566),
        Expectation(
            path: "diginetica/diginetica_train_sessions.txt", format: "sessions", rows: 906_140, users: 186_670,
            items: 43_097),
        Expectation(
            path: "yoochoose-100k/yoochoose-clicks-100k_train_full.txt", format: "gru4rec", rows: 70_278, users: 17_794,
            items: 2933),
    ]

    @Test(arguments: expectations.filter { RealData.has($0.path) })
    func countsAreThePublishedOnes(_ expected: Expectation) throws {
        let log = try Dataset.load(RealData.path(expected.path)).log
        #expect(log.source.formatName == expected.format)
        #expect(log.count == expected.rows)
        #expect(log.userCount == expected.users)
        #expect(log.itemCount == expected.items)
        #expect(log.source.rowsRead == expected.rows && log.source.rowsSkipped == 0)
        #expect(throws: Never.self) { try log.validate() }
    }

    @Test(.enabled(if: RealData.has("ml-1m"))) func movieLens1M() throws {
        let set = try Dataset.load(RealData.path("ml-1m"))
        #expect(set.name == "ml-1m")
        #expect(set.catalog.count == 3883)
        #expect(set.catalog.title(of: "1") == "Toy Story (1995)")
        #expect(set.catalog.categories(of: "1") == ["Animation", "Children's", "Comedy"])
        #expect(set.catalog.title(of: "73") == "Misérables, Les (1995)")
        #expect(set.catalog.categoryNames.count == 18)
        #expect(set.userCatalog.count == 6040)
        #expect(set.userCatalog.text("zip", of: "4") == "02460")
        // The first user by the file's first line; 53 ratings, the first of them at 978300019.
        #expect(set.log.users.id(at: 1) == "1")
        #expect(set.log.rows(ofUser: 1).count == 53)
        #expect(set.log.times(ofUser: 1)?.first == 978_300_019)
        // Ratings by value, as `cut -d: -f5 ratings.dat | sort | uniq -c` counts them.
        let summary = DatasetSummary(of: set)
        #expect(summary.ratings.map(\.count) == [56174, 107_557, 261_197, 348_971, 226_310])
        #expect(summary.sequenceLength.minimum == 20)
        #expect(summary.sequenceLength.maximum == 2314)
        #expect(summary.repeatedItemShare == 0)
    }

    @Test(.enabled(if: RealData.has("ml-100k"))) func movieLens100K() throws {
        let set = try Dataset.load(RealData.path("ml-100k"))
        #expect(set.catalog.count == 1682)
        #expect(set.catalog.title(of: "1") == "Toy Story (1995)")
        #expect(set.catalog.categories(of: "1") == ["Animation", "Children's", "Comedy"])
        #expect(set.userCatalog.count == 943)
        #expect(set.userCatalog.text("occupation", of: "1") == "technician")
        #expect(set.userCatalog.number("age", of: "1") == 24)
    }

    @Test(.enabled(if: RealData.has("taobao"))) func taobao() throws {
        let set = try Dataset.load(RealData.path("taobao"))
        let counts = Dictionary(
            DatasetSummary(of: set).behaviors.map { ($0.behavior, $0.count) }, uniquingKeysWith: { $1 })
        #expect(counts == ["pv": 89710, "buy": 2101, "cart": 5446, "fav": 2744])
        #expect(set.catalog.categoryNames.count == 3128)
        #expect(set.log.contextColumn(named: "category")?.count == 100_001)
    }

    /// Written in other formats and read again, the log is the same.
    @Test(.enabled(if: RealData.has("ml-1m"))) func everyFormatOfMovieLens1MGivesTheSameLog() throws {
        let original = try Dataset.load(RealData.path("ml-1m")).log
        let folder = try TemporaryFolder()
        for format in [OutputFormat.recbole, .csv, .jsonl] {
            let path = folder.url.appendingPathComponent("ml." + format.fileExtension).path
            try InteractionWriter(format: format).write(original, to: path)
            let log = try Dataset.load(path).log
            #expect(log.users == original.users)
            #expect(log.offsets == original.offsets)
            #expect(log.timeColumn == original.timeColumn)
            #expect(log.ratingColumn == original.ratingColumn)
            #expect(log.itemColumn.count == original.itemColumn.count)
            #expect(
                zip(log.itemColumn, original.itemColumn).allSatisfy { new, old in
                    log.items.withUTF8(at: new) { left in
                        original.items.withUTF8(at: old) { left.elementsEqual($0) }
                    }
                })
        }
    }
}
