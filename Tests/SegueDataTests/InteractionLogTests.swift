import Testing

@testable import SegueData

@Suite struct InteractionLogTests {
    private static func sample() throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: ["u", "v", "w"]), items: Vocabulary(ids: ["a", "b", "c"]), offsets: [0, 2, 2, 5],
            itemColumn: [1, 2, 3, 3, 1], timeColumn: [10, 20, 5, 5, 9], ratingColumn: [1, 2, 3, 4, 5],
            behaviorColumn: [0, 1, 0, 0, 1], behaviors: ["view", "buy"],
            contextColumns: [
                ContextColumn(
                    name: "shop", values: .tokens(vocabulary: Vocabulary(ids: ["x"]), indices: [0, 1, 1, 0, 1])),
                ContextColumn(name: "price", values: .numbers([1, .nan, 3, 4, 5])),
            ], source: DataSource(file: "test", formatName: "none"))
    }

    @Test func answersRowsOfUsers() throws {
        let log = try Self.sample()
        #expect(log.rows(ofUser: 1) == 0..<2)
        #expect(log.rows(ofUser: 2).isEmpty)
        #expect(log.rows(ofUser: 3) == 2..<5)
        #expect(log.rows(ofUser: 0).isEmpty)
        #expect(log.rows(ofUser: 4).isEmpty)
        #expect(Array(log.items(ofUser: 3)) == [3, 3, 1])
        #expect(log.contextColumn(named: "shop")?.token(at: 1) == "x")
        #expect(log.contextColumn(named: "price")?.number(at: 1) == nil)
    }

    @Test func selectionKeepsOrderAndIndices() throws {
        let log = try Self.sample().select { $0 != 1 && $0 != 2 }
        #expect(log.offsets == [0, 1, 1, 3])
        #expect(log.itemColumn.map { log.items.id(at: $0) } == ["a", "c", "a"])
        #expect(log.timeColumn == [10, 5, 9])
        #expect(log.ratingColumn == [1, 4, 5])
        #expect(log.behaviorColumn?.map { log.behaviors[Int($0)] } == ["view", "view", "buy"])
        #expect((0..<3).map { log.contextColumn(named: "shop")?.token(at: $0) } == [nil, nil, "x"])
        #expect((0..<3).map { log.contextColumn(named: "price")?.number(at: $0) } == [1, 4, 5])
        #expect(log.userCount == 3)
        #expect(log.itemCount == 3)
        #expect(log.itemColumn == [1, 3, 1])
    }

    @Test func selectionMakesVocabulariesDenseOnRequest() throws {
        let log = try Self.sample().select(reindexing: [.users, .items]) { $0 >= 2 }
        #expect(log.users.ids == ["w"])
        #expect(log.items.ids == ["a", "c"])
        #expect(log.itemColumn == [2, 2, 1])
        #expect(log.offsets == [0, 3])
        #expect(throws: Never.self) { try log.validate() }
        let none = try Self.sample().select(reindexing: [.users, .items]) { _ in false }
        #expect(none.count == 0 && none.userCount == 0 && none.itemCount == 0)
    }

    @Test func columnsThatDoNotFitAreRefused() throws {
        let (users, items) = (try Vocabulary(ids: ["u"]), try Vocabulary(ids: ["a"]))
        let source = DataSource(file: "test", formatName: "none")
        func make(
            offsets: [Int] = [0, 2], items column: [Int32] = [1, 1], times: [Int64]? = nil, ratings: [Float]? = nil,
            kinds: [UInt8]? = nil
        ) throws {
            _ = try InteractionLog(
                users: users, items: items, offsets: offsets, itemColumn: column, timeColumn: times,
                ratingColumn: ratings, behaviorColumn: kinds, behaviors: ["view"], source: source)
        }
        #expect(throws: Never.self) { try make(times: [3, 3], ratings: [1, 2], kinds: [0, 0]) }
        #expect(throws: InteractionLogError.self) { try make(offsets: [0]) }
        #expect(throws: InteractionLogError.self) { try make(offsets: [0, 1]) }
        #expect(throws: InteractionLogError.self) { try make(items: [1, 0]) }
        #expect(throws: InteractionLogError.self) { try make(items: [1, 2]) }
        #expect(throws: InteractionLogError.self) { try make(times: [4, 3]) }
        #expect(throws: InteractionLogError.columnLength(name: "time", expected: 2, found: 1)) { try make(times: [4]) }
        #expect(throws: InteractionLogError.self) { try make(ratings: [1, .nan]) }
        #expect(throws: InteractionLogError.self) { try make(kinds: [0, 1]) }
    }
}
