import Testing

@testable import SegueData

/// Random rating splits as NumPy and Python make them, over the rows of the file.
@Suite struct PublishedShuffleTests {
    /// `numpy.random.RandomState(7).permutation(20)`.
    private static let numpy = [1, 17, 2, 5, 11, 0, 18, 6, 13, 19, 10, 14, 8, 16, 9, 12, 7, 3, 4, 15]
    /// `random.seed(7); random.shuffle(list(range(20)))` of Python 2.
    private static let python2 = [12, 10, 7, 18, 16, 15, 14, 3, 9, 17, 4, 13, 19, 0, 5, 8, 1, 11, 2, 6]

    /// One user's 20 ratings, which stand in the file in reversed order.
    private static func log(keepsFileRows: Bool) throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: ["u"]), items: Vocabulary(ids: (0..<20).map { "i\($0)" }), offsets: [0, 20],
            itemColumn: (1...20).map { $0 }, ratingColumn: [Float](repeating: 3, count: 20),
            fileRows: keepsFileRows ? (0..<20).map { 19 - $0 } : nil,
            source: DataSource(file: "test", formatName: "none"))
    }

    private static func numbers(_ part: RowPart, _ shuffle: ShuffleSource, keepsFileRows: Bool) throws -> Set<Int> {
        let rule = RandomRatingsSplit(train: 0.77, validation: 0.08, seed: 7, shuffle: shuffle)
        guard case .rows(let parts) = try rule.parts(of: log(keepsFileRows: keepsFileRows)) else { return [] }
        return Set(parts.indices.filter { parts[$0] == part }.map { keepsFileRows ? 19 - $0 : $0 })
    }

    @Test(arguments: [true, false])
    func numpyTestsTheFirst(keepsFileRows: Bool) throws {
        // 0.15 · 20 = 3; 0.08 · 20 = 1.6, rounded down.
        #expect(try Self.numbers(.test, .numpy, keepsFileRows: keepsFileRows) == Set(Self.numpy[..<3]))
        #expect(try Self.numbers(.validation, .numpy, keepsFileRows: keepsFileRows) == Set(Self.numpy[3..<4]))
    }

    @Test(arguments: [true, false])
    func python2TestsTheLast(keepsFileRows: Bool) throws {
        #expect(try Self.numbers(.test, .python2, keepsFileRows: keepsFileRows) == Set(Self.python2[17...]))
        #expect(try Self.numbers(.validation, .python2, keepsFileRows: keepsFileRows) == Set(Self.python2[15..<17]))
        #expect(try Self.numbers(.train, .python2, keepsFileRows: keepsFileRows) == Set(Self.python2[..<15]))
    }

    @Test func aLogWithoutFileRowsIsRemarked() throws {
        let strategy = SplitStrategy.randomRatings(.init(seed: 7, shuffle: .numpy))
        #expect(try strategy.split(Self.log(keepsFileRows: true), unseenItems: .keep).notes.isEmpty)
        #expect(try strategy.split(Self.log(keepsFileRows: false)).notes.contains { $0.contains("not the published") })
        #expect(strategy.followsFileRows && !SplitStrategy.randomRatings().followsFileRows)
    }

    @Test func selectionsKeepTheNumbers() throws {
        let log = try Self.log(keepsFileRows: true).select { $0 % 5 == 0 }
        #expect(log.fileRows == [19, 14, 9, 4])
        #expect(throws: InteractionLogError.self) {
            try InteractionLog(
                users: Vocabulary(ids: ["u"]), items: Vocabulary(ids: ["i"]), offsets: [0, 1], itemColumn: [1],
                fileRows: [1, 2], source: DataSource(file: "test", formatName: "none"))
        }
    }
}
