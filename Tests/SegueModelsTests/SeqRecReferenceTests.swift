import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// SeqRec against a PyTorch program that reads each example's history on its own.
@Suite struct SeqRecReferenceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("seqrec", in: .module) }

    /// Rows of codes and weights: those of row 0 are none.
    private func rows(_ features: [[Float]], offset: Int32, identities: Int) -> FeatureTable.Rows {
        var rows = FeatureTable.Rows()
        for (index, values) in features.enumerated() {
            if index >= 1, index <= identities {
                rows.codes.append(offset - Int32(identities) + Int32(index))
                rows.weights.append(1)
            }
            for (column, value) in values.enumerated() where value != 0 {
                rows.codes.append(offset + Int32(column) + 1)
                // Labels are given by shares, and count 1.
                rows.weights.append(offset > 6 ? value / 3 : value)
            }
            rows.offsets.append(Int32(rows.codes.count))
        }
        return rows
    }

    private func matrix(_ name: String) throws -> [[Float]] {
        let tensor = try fixture.tensor(name)
        let (values, width): ([Float], Int) = (try tensor.array(), tensor.size(1))
        return (0..<tensor.size(0)).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }

    private func examples() throws -> ExampleSet {
        let schema = FeatureSchema(fields: [
            FeatureField(name: "user", source: .user, kind: .category(count: 3)),
            FeatureField(name: "user.gender", source: .user, kind: .category(count: 2)),
            FeatureField(name: "user.age", source: .user, kind: .number(mean: 0, deviation: 50)),
            FeatureField(name: "item", source: .item, kind: .category(count: 9)),
            FeatureField(name: "item.categories", source: .item, kind: .labels(count: 3)),
            FeatureField(name: "item.title", source: .item, kind: .text(dimension: 4, encoder: "test")),
        ])
        let texts = EncodedTexts(
            name: "title", encoder: "test", dimension: 4, values: try matrix("texts").flatMap { $0 })
        let table = FeatureTable(
            schema: schema, users: rows(try matrix("userFeatures"), offset: 3, identities: 3),
            items: rows(try matrix("itemFeatures"), offset: 15, identities: 9), contexts: [], texts: [texts])
        func integers(_ name: String) throws -> [Int] { try fixture.tensor(name).array(Int64.self).map { Int($0) } }
        let columns = InteractionColumns(
            items: try integers("items").map { Int32($0) }, ratings: try fixture.tensor("ratings").array())
        var examples = ExampleSet(columns: columns, events: InteractionColumns(items: []), features: table)
        let (users, items) = (try integers("exampleUsers"), try integers("exampleItems"))
        let (starts, ends) = (try integers("starts"), try integers("ends"))
        let labels: [Float] = try fixture.tensor("labels").array()
        for index in users.indices {
            examples.add(
                user: Int32(users[index]), item: Int32(items[index]), history: starts[index]..<ends[index], event: -1,
                label: labels[index])
        }
        return examples
    }

    private func model(_ variant: String, _ schema: FeatureSchema?) throws -> SeqRec {
        var configuration = SeqRec.Configuration()
        (configuration.embeddingSize, configuration.hiddenSize, configuration.historyLength) = (6, 7, 4)
        configuration.cell = ["state", "front"].contains(variant) ? .multiplicativeLSTM : .lstm
        configuration.padding = variant == "front" ? .front : .none
        configuration.readout = variant == "front" ? .cell : variant == "longest" ? .longest : .state
        let shape = DataShape(itemCount: 9, userCount: 3, ratingRange: 1...5, features: schema, task: .rating)
        let model = try SeqRec(configuration: configuration, shape: shape, generator: Generator(seed: 1))
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "\(variant)/parameter/") {
            values[key] = try fixture.tensor("\(variant)/parameter/\(key)")
        }
        try model.load(parameters: values)
        return model
    }

    @Test(arguments: ["state", "front", "lstm", "longest"]) func outputLossAndGradients(variant: String) throws {
        let examples = try examples()
        let model = try model(variant, examples.features?.schema)
        let batch = ExampleBatch(examples, rows: Array(0..<examples.count), device: .cpu)
        #expect(try distance(model.history(batch), fixture.tensor("\(variant)/history")) < 1e-5)
        let output = model(batch, mode: .inference)
        #expect(try distance(output, fixture.tensor("\(variant)/output")) < 1e-5)
        let difference = output - batch.labels
        let loss = (difference * difference).mean()
        #expect(try distance(loss, fixture.tensor("\(variant)/loss").reshaped([])) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let expected = try fixture.tensor("\(variant)/gradient/\(key)")
            let found = parameter.value.gradient ?? Tensor.zeros(parameter.value.shape)
            #expect(try distance(found, expected) < 1e-5, "\(key)")
        }
    }

    /// The paper's sizes: 840,013 parameters of two biases per gate, of which one suffices here.
    @Test func parameterCount() throws {
        let schema = FeatureSchema(fields: [
            FeatureField(name: "user.features", source: .user, kind: .labels(count: 24)),
            FeatureField(name: "item.categories", source: .item, kind: .labels(count: 18)),
            FeatureField(name: "item.title", source: .item, kind: .text(dimension: 384, encoder: "MiniLM")),
        ])
        let shape = DataShape(itemCount: 3952, userCount: 6040, ratingRange: 1...5, features: schema, task: .rating)
        let model = try SeqRec(shape: shape, generator: Generator(seed: 1))
        #expect(model.parameterCount == 840_013 - 4 * 111)
    }
}
