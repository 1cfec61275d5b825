import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Rows' numbers in the file, kept on demand.
@Suite struct FileRowsTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let text = "user,item,time\nb,x,9\na,y,8\nbad\nb,z,7\na,x,6\nc,x,1\n"

    private func options(_ keeps: Bool) -> ReadOptions {
        ReadOptions(
            maximumBadRows: 1, cacheDirectory: folder.url.appendingPathComponent("cache"), keepsFileRows: keeps)
    }

    @Test func rowsAreCountedFromZeroWithoutHeaderAndMalformedRows() throws {
        let path = try folder.file("events.csv", Self.text)
        #expect(try Dataset.load(path, options: options(false)).log.fileRows == nil)
        // Read, and from the cache.
        for _ in 0..<2 {
            let log = try Dataset.load(path, options: options(true)).log
            #expect(log.lines == ["b z 7", "b x 9", "a x 6", "a y 8", "c x 1"])
            #expect(log.fileRows == [2, 0, 3, 1, 4])
            #expect(log.contextColumns.isEmpty)
        }
        #expect(try Dataset.load(path, options: options(false)).log.fileRows == nil)
    }

    @Test func besideFurtherColumns() throws {
        let lines = (0..<200).map { "\($0 * 7 % 50),\($0),\(1000 - $0),shop \($0 % 3)" }
        let path = try folder.file("many.csv", "user,item,time,shop\n" + lines.joined(separator: "\n"))
        var options = options(true)
        options.columns = try ColumnMapping(parsing: "user=user,item=item,time=time,context=shop")
        let log = try Dataset.load(path, options: options).log
        let rows = try #require(log.fileRows)
        #expect(rows.sorted().elementsEqual(0..<200))
        for (row, number) in rows.enumerated() {
            #expect(log.items.id(at: log.itemColumn[row]) == "\(number)")
            #expect(log.contextColumn(named: "shop")?.token(at: row) == "shop \(number % 3)")
        }
    }

    /// The published splits of MovieLens 1M; the sums are those of NumPy's and Python's own shuffles.
    @Test(
        .enabled(if: RealData.has("ml-1m")),
        arguments: [
            (RandomRatingsSplit.glocalK, 900_189, 0, 100_020, 50_022_946_462),
            (.gcmc, 900_188, 0, 100_021, 50_211_648_433),
            (
                .init(train: 0.855, validation: 0.045, seed: 1234, shuffle: .python2), 855_178, 45_010, 100_021,
                50_211_648_433
            ),
        ])
    func publishedSplits(rule: RandomRatingsSplit, train: Int, validation: Int, test: Int, sum: Int) throws {
        let log = try Dataset.load(RealData.path("ml-1m"), options: ReadOptions(keepsFileRows: true)).log
        guard case .rows(let parts) = try rule.parts(of: log) else { return }
        func count(_ part: RowPart) -> Int { parts.count { $0 == part } }
        #expect(count(.train) == train && count(.validation) == validation && count(.test) == test)
        let numbers = try #require(log.fileRows)
        #expect(parts.indices.reduce(0) { $0 + (parts[$1] == .test ? Int(numbers[$1]) : 0) } == sum)
        guard rule == .glocalK else { return }
        // The first of the permutation: `2887::434::4::972143077`.
        let first = try #require(numbers.firstIndex(of: 468_372))
        #expect(parts[first] == .test)
        #expect(log.items.id(at: log.itemColumn[first]) == "434" && log.ratingColumn?[first] == 4)
        #expect(try log.rows(ofUser: #require(log.users.index(of: "2887"))).contains(first))
    }
}
