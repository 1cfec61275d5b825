import SegueData
import TestSupport
import Torch
import TorchNN

@testable import SegueModels

/// The examples that fixtures of models of ratings and clicks share: users 1 to 3, items 1 to 9 (item 10 has features alone), ratings 1 to 5.
struct RatingExamples {
    let fixture: Fixture
    /// What is asked of models; labels of clicks are 0 and 1.
    var task = ModelTask.rating

    /// What models are built for.
    var shape: DataShape {
        DataShape(itemCount: 9, userCount: 3, ratingRange: 1...5, features: schema, task: task)
    }

    private let schema = FeatureSchema(fields: [
        FeatureField(name: "user", source: .user, kind: .category(count: 3)),
        FeatureField(name: "user.gender", source: .user, kind: .category(count: 2)),
        FeatureField(name: "user.age", source: .user, kind: .number(mean: 0, deviation: 50)),
        FeatureField(name: "item", source: .item, kind: .category(count: 9)),
        FeatureField(name: "item.categories", source: .item, kind: .labels(count: 3)),
        FeatureField(name: "item.title", source: .item, kind: .text(dimension: 4, encoder: "test")),
    ])

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

    private func integers(_ name: String) throws -> [Int] { try fixture.tensor(name).array(Int64.self).map { Int($0) } }

    /// The fixture's examples.
    func examples() throws -> ExampleSet {
        let texts = EncodedTexts(
            name: "title", encoder: "test", dimension: 4, values: try matrix("texts").flatMap { $0 })
        let table = FeatureTable(
            schema: schema, users: rows(try matrix("userFeatures"), offset: 3, identities: 3),
            items: rows(try matrix("itemFeatures"), offset: 15, identities: 9), contexts: [], texts: [texts])
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

    /// Some examples as a batch; all without rows named.
    func batch(rows: String? = nil) throws -> ExampleBatch {
        let examples = try examples()
        return ExampleBatch(
            examples, rows: try rows.map { try integers($0) } ?? Array(0..<examples.count), device: .cpu)
    }

    /// Gives a model the parameters of a variant.
    func load(_ variant: String, into model: some Module) throws {
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "\(variant)/parameter/") {
            values[key] = try fixture.tensor("\(variant)/parameter/\(key)")
        }
        try model.load(parameters: values)
    }

    /// How far a network's output, its loss (mean squared error or cross-entropy, and penalty) and all gradients are from the
    /// fixture's, by name.
    func distances(
        _ variant: String, _ model: some PointwiseNetwork, _ batch: ExampleBatch, mode: Mode = .inference
    ) throws -> [String: Double] {
        let output = model(batch, mode: mode)
        let error =
            task == .rating
            ? Loss.meanSquaredError(output, targets: batch.labels)
            : Loss.binaryCrossEntropy(output, targets: batch.labels)
        let loss = model.penalty(batch).map { error + $0 } ?? error
        var found = [
            "output": try distance(output, fixture.tensor("\(variant)/output")),
            "loss": try distance(loss, fixture.tensor("\(variant)/loss").reshaped([])),
        ]
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let gradient = parameter.value.gradient ?? Tensor.zeros(parameter.value.shape)
            found[key] = try distance(gradient, fixture.tensor("\(variant)/gradient/\(key)"))
        }
        return found
    }
}
