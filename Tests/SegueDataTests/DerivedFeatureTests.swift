import Foundation
import Testing

@testable import SegueData

/// Fields that are computed from the moment and from what happened strictly before, against values worked out by hand.
@Suite struct DerivedFeatureTests {
    /// Monday 2017-11-27 00:30:00 at UTC+8 is Sunday 16:30:00 UTC.
    static let monday: Int64 = 1_511_713_800

    /// u1: a b a c, u2: b d. Of a and c the category is x, of b y, of d z; times are offsets from Monday.
    static func split(later: Int64 = 0, dropping: Int = 0, trainEnds: [Int] = [3, 5]) throws -> (
        DataSplit, ItemCatalog
    ) {
        let offsets: [Int64] = [0, 10, 10, 5000, 3, 6000]
        let log = try InteractionLog(
            users: Vocabulary(ids: ["u1", "u2"]), items: Vocabulary(ids: ["a", "b", "c", "d"]),
            offsets: [0, 4, 6 - dropping], itemColumn: Array([1, 2, 1, 3, 2, 4].dropLast(dropping)),
            timeColumn: offsets.dropLast(dropping).map { monday + $0 + ($0 >= 5000 ? later : 0) },
            behaviorColumn: Array([0, 1, 0, 2, 0, 0].dropLast(dropping)), behaviors: ["pv", "buy", "cart"],
            source: DataSource(file: "test", formatName: "none"))
        let catalog = ItemCatalog([
            .init(id: "a", categories: ["x"]), .init(id: "b", categories: ["y"]), .init(id: "c", categories: ["x"]),
            .init(id: "d", categories: ["z"]),
        ])
        let ends = zip(trainEnds, log.offsets.dropFirst()).map { min($0, $1) }
        return (
            try DataSplit(
                log: log, boundaries: SplitBoundaries(trainEnds: ends, validationEnds: ends),
                strategy: .globalTime(), unseenItems: .keep), catalog
        )
    }

    static func table(_ split: DataSplit, _ catalog: ItemCatalog) throws -> FeatureTable {
        var options = FeatureOptions()
        options.derived = DerivedFeature.allCases
        options.utcOffset = 8
        options.minimumItemEvents = 2
        return try FeatureTable(learning: split, catalog: catalog, userCatalog: .empty, options: options)
    }

    /// The value of a field, from 0, for each row; −1 where there is none.
    static func values(_ name: String, _ table: FeatureTable, _ examples: ExampleSet) throws -> [Int] {
        let field = try #require(table.schema.fields.firstIndex { $0.name == name })
        let values = table.values(of: field, in: examples.with(features: table), rows: Array(0..<examples.count))
        #expect(values.width == 1)
        return values.codes.map { $0 == 0 ? -1 : Int($0 - table.schema.codes(of: field).lowerBound) }
    }

    /// Examples of rows 0 … of a log, the history strictly before each.
    static func examples(_ split: DataSplit, items: [Int32]? = nil) -> ExampleSet {
        let log = split.log
        var set = ExampleSet(columns: log.columns, events: log.columns)
        for user in log.userIndices {
            for row in log.rows(ofUser: user) {
                let start = log.rows(ofUser: user).lowerBound
                let end = (start..<row).first { log.timeColumn?[$0] == log.timeColumn?[row] } ?? row
                set.add(
                    user: user, item: items?[row] ?? log.itemColumn[row], history: start..<end, event: row, label: 1)
            }
        }
        return set
    }

    @Test func valuesOfMoments() throws {
        let (split, catalog) = try Self.split()
        let (table, examples) = (try Self.table(split, catalog), Self.examples(split))
        #expect(try Self.values("hour", table, examples) == [0, 0, 0, 1, 0, 2])
        #expect(try Self.values("weekday", table, examples) == [0, 0, 0, 0, 0, 0])
        // None; 10 s → 1 + ⌊log₂ 11⌋ = 4 for both of that second; 4990 s → 1 + 12; none; 5997 s → 13.
        #expect(try Self.values("gap", table, examples) == [0, 4, 4, 13, 0, 13])
        // 0, 1, 1, 3, 0, 1 events before.
        #expect(try Self.values("user-count", table, examples) == [0, 1, 1, 2, 0, 1])
        // Of x: 0, (y) 0, 1, 2; u2: (y) 0, (z, which train does not know) 0.
        #expect(try Self.values("user-category-count", table, examples) == [0, 0, 1, 1, 0, 0])
        // x at 0: 0; y at 10: u2's at 3, so 1; x at 10: 1; x at 5000: 2; y at 3: 0; z: 0.
        #expect(try Self.values("category-count", table, examples) == [0, 1, 1, 1, 0, 0])
        // x: none, (y) none, 10 s ago, 4990 s ago: 1 + 12; u2: (y) none, (z) none.
        #expect(try Self.values("user-category-gap", table, examples) == [0, 0, 4, 13, 0, 0])
        // One event of x is no event ago for the third, and the second of that second does not count; of b's x the last is the
        // one before: 1 + ⌊log₂ 1⌋.
        #expect(try Self.values("user-category-lag", table, examples) == [0, 0, 1, 1, 0, 0])
    }

    /// Train has a with u1, b with both. ⌊2 log₂ 2⌋ − 1 = 1 for one user, ⌊2 log₂ 3⌋ − 1 = 2 for two; c and d have none.
    @Test func usersOfItemsLeaveTheExamplesOwnOut() throws {
        let (split, catalog) = try Self.split()
        let table = try Self.table(split, catalog)
        #expect(table.itemUsers == [0, 1, 2, 0, 0])
        var examples = Self.examples(split)
        #expect(try Self.values("item-users", table, examples) == [0, 1, 0, -1, 1, -1])
        // Learned from: nobody else has a, so that of its events nothing is known; b's own user is left out.
        examples.areLearnedFrom = true
        #expect(try Self.values("item-users", table, examples) == [-1, 0, -1, -1, 0, -1])
        // Other items asked about at the same events: unknown at a's, whole at b's.
        var others = Self.examples(split, items: [2, 1, 2, 2, 1, 2])
        others.areLearnedFrom = true
        #expect(try Self.values("item-users", table, others) == [-1, 0, -1, -1, 0, -1])
        #expect((0...9).map { DerivedFeature.users($0) } == [0, 1, 2, 3, 3, 4, 4, 5, 5, 5])
        #expect(DerivedFeature.users(.max) == 24)
    }

    /// Items of one train event share a value, those that train does not have have none.
    @Test func rareItemsShareAValue() throws {
        let (split, catalog) = try Self.split(trainEnds: [3, 4])
        let table = try Self.table(split, catalog)
        // In train: a twice, b once.
        #expect(table.schema.fields[1].kind == .category(count: 2))
        let examples = Self.examples(split)
        #expect(try Self.values("item", table, examples) == [1, 0, 1, -1, 0, -1])
        #expect(try Self.values("item.categories", table, examples) == [0, 1, 0, 0, 1, -1])
    }

    /// Categories are one value an item where no item has several, else labels.
    @Test func categoriesAreOneValueOrSeveral() throws {
        let (split, catalog) = try Self.split()
        func kind(_ catalog: ItemCatalog) throws -> FeatureField.Kind? {
            try Self.table(split, catalog).schema.fields.first { $0.name == "item.categories" }?.kind
        }
        #expect(try kind(catalog) == .category(count: 2))
        let others = ItemCatalog([
            .init(id: "a", categories: ["x"]), .init(id: "b", categories: ["y", "x"]),
            .init(id: "d", categories: ["z"]),
        ])
        #expect(try kind(others) == .labels(count: 2))
    }

    @Test func eventsOfHistories() throws {
        let (split, catalog) = try Self.split()
        let table = try Self.table(split, catalog)
        let examples = Self.examples(split).with(features: table)
        let names = table.historyFields.map { table.schema.fields[$0].name }
        #expect(names == ["item", "item.categories", "hour", "weekday", "history.behavior", "history.gap"])
        func codes(_ name: String, _ events: [Int], at row: Int) throws -> [Int32] {
            let field = try #require(table.schema.fields.firstIndex { $0.name == name })
            let second = examples.second(row)
            let values = table.historyValues(
                of: field, in: examples, events: events, seconds: events.map { _ in second })
            let first = table.schema.codes(of: field).lowerBound
            return values.codes.map { $0 == 0 ? -1 : $0 - first }
        }
        // Asked at 5000: 5000 and twice 4990 s ago, 1 + 12.
        #expect(try codes("history.gap", [0, 1, 2, -1], at: 3) == [13, 13, 13, -1])
        #expect(try codes("history.behavior", [-1, 0, 1, 2], at: 3) == [-1, 0, 1, 0])
        // Kind "cart" does not occur in train.
        #expect(try codes("history.behavior", [3], at: 3) == [-1])
        #expect(try codes("hour", [3, 0], at: 3) == [1, 0])
        // One code for an item, asked about or met.
        #expect(
            try codes("item", [0, 1, 2], at: 3).map { Int($0) } == Array(Self.values("item", table, examples).prefix(3))
        )
    }

    /// What comes later, and when later is, changes nothing; neither does the event itself.
    @Test func laterEventsAndTheEventItselfDoNotCount() throws {
        let names = [
            "hour", "weekday", "gap", "user-count", "user-category-count", "user-category-gap", "user-category-lag",
            "category-count",
        ]
        let (split, catalog) = try Self.split()
        let (shorter, _) = try Self.split(dropping: 1)
        let (moved, _) = try Self.split(later: 90_000)
        let (whole, cut) = (try Self.table(split, catalog), try Self.table(shorter, catalog))
        for name in names {
            let all = try Self.values(name, whole, Self.examples(split))
            #expect(try Self.values(name, cut, Self.examples(shorter)) == Array(all.dropLast()), "\(name)")
            let early = try Self.values(name, Self.table(moved, catalog), Self.examples(moved))
            #expect([0, 1, 2, 4].allSatisfy { early[$0] == all[$0] }, "\(name)")
            // Another item asked about at the same moment: fields of the moment are the same.
            guard !name.contains("category") else { continue }
            let others = Self.examples(split, items: [3, 3, 3, 1, 1, 1])
            #expect(try Self.values(name, whole, others) == all, "\(name)")
        }
    }

    @Test func momentsBeforeTheEpochHaveHoursAndDays() {
        // One second before 1970: Wednesday, 23 h.
        #expect(DerivedFeature.hour(of: -1) == 24 && DerivedFeature.weekday(of: -1) == 3)
        #expect(DerivedFeature.hour(of: 0) == 1 && DerivedFeature.weekday(of: 0) == 4)
        #expect(DerivedFeature.gap(nil) == 1 && DerivedFeature.gap(0) == 2 && DerivedFeature.gap(.max) == 22)
        #expect((0...8).map { DerivedFeature.bucket($0, atMost: 3) } == [0, 1, 1, 2, 2, 2, 2, 3, 3])
    }

    @Test func fieldsThatTheDataCannotHaveAreRefused() throws {
        let log = try LogFixtures.log(["ab", "ba"], hasTimes: false)
        let split = try DataSplit(
            log: log, boundaries: SplitBoundaries(trainEnds: [2, 4], validationEnds: [2, 4]),
            strategy: .withinSequence(), unseenItems: .keep)
        for feature in [DerivedFeature.hour, .historyGap, .historyBehavior, .userCategoryCount] {
            var options = FeatureOptions()
            options.derived = [feature]
            #expect(throws: (any Error).self, "\(feature)") {
                try FeatureTable(learning: split, catalog: .empty, userCatalog: .empty, options: options)
            }
        }
    }
}
