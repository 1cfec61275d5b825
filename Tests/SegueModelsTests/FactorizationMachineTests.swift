import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// Factorization machines against their definition, all pairs written out.
@Suite struct FactorizationMachineTests {
    private static let labels: [[String]] = [["a"], ["a", "c"], [], ["b", "c"], ["a", "b", "c"]]

    /// Four users and five items that all occur in train; three labels, in order a, b, c.
    private static func split() throws -> (DataSplit, ItemCatalog) {
        let items: [Int32] = [1, 2, 3, 4, 5, 1, 2, 3]
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...4).map { "u\($0)" }), items: Vocabulary(ids: (1...5).map { "i\($0)" }),
            offsets: [0, 2, 4, 6, 8], itemColumn: items, source: DataSource(file: "test", formatName: "none"))
        let catalog = ItemCatalog(
            [.init(id: "order", categories: ["a", "b", "c"])]
                + labels.enumerated().map { .init(id: "i\($0.offset + 1)", categories: $0.element) })
        let boundaries = SplitBoundaries(trainEnds: [2, 4, 6, 8], validationEnds: [2, 4, 6, 8])
        return (
            try DataSplit(log: log, boundaries: boundaries, strategy: .withinSequence(), unseenItems: .drop), catalog
        )
    }

    @Test func outputLossAndGradients() throws {
        let fixture = try Fixture("fm", in: .module)
        let (split, catalog) = try Self.split()
        let table = try FeatureTable(learning: split, catalog: catalog, userCatalog: .empty)
        #expect(table.schema.fields.map(\.name) == ["user", "item", "item.categories"])
        #expect(table.schema.valueCount == 12)
        var configuration = FactorizationMachine.Configuration()
        configuration.factorCount = 3
        let shape = DataShape(split, catalog: catalog, features: table.schema, task: .click)
        let model = try FactorizationMachine(
            configuration: configuration, shape: shape, generator: Generator(seed: 1))
        try model.load(parameters: [
            "bias": fixture.tensor("bias"), "fields.weight": fixture.tensor("table"),
        ])
        let users: [Int64] = try fixture.tensor("users").array()
        let items: [Int64] = try fixture.tensor("items").array()
        let labels: [Float] = try fixture.tensor("labels").array()
        var examples = ExampleSet(
            columns: split.log.columns, events: InteractionColumns(items: []), features: table)
        for index in users.indices {
            examples.add(
                user: Int32(users[index]), item: Int32(items[index]), history: 0..<0, event: -1, label: labels[index])
        }
        #expect(model.predicts == .logit)
        let batch = ExampleBatch(examples, rows: Array(users.indices), device: .cpu)
        let output = model(batch, mode: .inference)
        #expect(try distance(output, fixture.tensor("output")) < 1e-5)
        #expect(try model.predictions(of: examples) == output.array(Float.self))
        let loss = (output.softplus() - batch.labels * output).mean()
        #expect(try distance(loss, fixture.tensor("loss").reshaped([])) < 1e-5)
        loss.backward()
        #expect(try distance(#require(model.bias.value.gradient), fixture.tensor("gradient/bias")) < 1e-5)
        #expect(try distance(#require(model.fields.weight.value.gradient), fixture.tensor("gradient/table")) < 1e-5)
    }

    @Test func dataWithoutFieldsIsRefused() {
        #expect(throws: (any Error).self) {
            try FactorizationMachine(shape: DataShape(itemCount: 2, userCount: 2), generator: Generator(seed: 1))
        }
    }
}
