import Foundation
import SafeTensors
import SegueData
import Testing

@testable import SegueBundle

/// Fields of a bundle come back as they were; what does not fit is refused.
@Suite struct FeatureTableCodingTests {
    private static func split() throws -> (split: DataSplit, catalog: ItemCatalog) {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["u", "v"]), items: Vocabulary(ids: ["a", "b", "c"]), offsets: [0, 3, 5],
            itemColumn: [1, 2, 1, 2, 3], timeColumn: [0, 10, 20, 5, 15], behaviorColumn: [0, 1, 0, 0, 0],
            behaviors: ["view", "buy"], source: DataSource(file: "test", formatName: "none"))
        let catalog = ItemCatalog(["a", "b", "c"].map { .init(id: $0, categories: [$0 == "b" ? "y" : "x"]) })
        let split = try SplitStrategy.globalTime(.init(validationFrom: 18, testFrom: 18)).split(log, unseenItems: .keep)
        return (split, catalog)
    }

    private static func table() throws -> (table: FeatureTable, split: DataSplit) {
        let (split, catalog) = try Self.split()
        var options = FeatureOptions()
        options.derived = DerivedFeature.allCases
        options.utcOffset = -3.5
        options.minimumItemEvents = 2
        return (
            try FeatureTable(learning: split, catalog: catalog, userCatalog: .empty, options: options), split
        )
    }

    private static func read(
        _ table: FeatureTable, change: (inout FeatureNames, inout [String: HostTensor]) -> Void = { _, _ in }
    )
        throws -> FeatureTable
    {
        var (names, tensors) = (table.names, table.tensors)
        change(&names, &tensors)
        return try FeatureTable(
            schema: table.schema, tensors: tensors, names: JSONEncoder().encode(names), userCount: 2, itemCount: 3)
    }

    @Test func comesBackWithTheCountsOfTrain() throws {
        let (table, split) = try Self.table()
        let restored = try Self.read(table)
        #expect(restored.derived == table.derived && restored.utcOffset == -12_600)
        // Of x (a, c) two events are in train, of y (b) two.
        #expect(restored.categoryCounts == CategoryCounts(totals: [0, 2, 2]))
        // u has a and b, v has b and c in train.
        #expect(restored.itemUsers == [0, 1, 2, 1])
        #expect(restored.counting(split.log.columns) == table)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let (table, _) = try Self.table()
        #expect(throws: ModelBundleError.self) { try Self.read(table) { names, _ in names.derived?[0].field = 99 } }
        #expect(throws: ModelBundleError.self) { try Self.read(table) { names, _ in names.derived?[0].field = 0 } }
        #expect(throws: ModelBundleError.self) { try Self.read(table) { names, _ in names.categoryField = 0 } }
        #expect(throws: ModelBundleError.self) { try Self.read(table) { $1["categories.counts"] = nil } }
        #expect(throws: ModelBundleError.self) { try Self.read(table) { $1["items.users"] = nil } }
        #expect(throws: ModelBundleError.self) {
            try Self.read(table) { $1["items.users"] = HostTensor([Int32(0), 1]) }
        }
        #expect(throws: ModelBundleError.self) {
            try Self.read(table) { $1["categories.counts"] = HostTensor([Int32(0), -1, 2]) }
        }
    }
}
