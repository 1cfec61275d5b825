import SegueCore
import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// The examples of `history_models`: three users, nine items of four categories, events of four kinds, and their schema.
struct EventExamples {
    let fixture: Fixture

    let schema = FeatureSchema(fields: [
        FeatureField(name: "user", source: .user, kind: .category(count: 3)),
        FeatureField(name: "item", source: .item, kind: .category(count: 9)),
        FeatureField(name: "item.category", source: .item, kind: .category(count: 4)),
        FeatureField(name: "hour", source: .context, kind: .category(count: 24)),
        FeatureField(name: "history-behavior", source: .history, kind: .category(count: 4)),
        FeatureField(name: "history-gap", source: .history, kind: .category(count: 22)),
    ])

    var shape: DataShape { DataShape(itemCount: 9, userCount: 3, features: schema, task: .click) }

    private func integers(_ name: String) throws -> [Int64] { try fixture.tensor(name).array() }

    private func rows(_ codes: [[Int32]]) -> FeatureTable.Rows {
        var rows = FeatureTable.Rows()
        for values in codes {
            rows.codes += values
            rows.weights += values.map { _ in 1 }
            rows.offsets.append(Int32(rows.codes.count))
        }
        return rows
    }

    func examples() throws -> ExampleSet {
        let kinds = ["pv", "cart", "fav", "buy"]
        let categories = try integers("categories")
        let table = FeatureTable(
            schema: schema, users: rows([[]] + (1...3).map { [$0] }),
            items: rows([[]] + (1...9).map { [Int32($0 + 3), Int32(12 + categories[$0])] }), contexts: [],
            valueNames: [[], [], [], [], kinds, []],
            derived: [
                .init(feature: .hour, field: 3), .init(feature: .historyBehavior, field: 4),
                .init(feature: .historyGap, field: 5),
            ])
        let columns = InteractionColumns(
            items: try integers("items").map { Int32($0) }, times: try integers("times"),
            behaviors: try integers("behaviors").map { UInt8($0) }, behaviorNames: kinds)
        let items = try integers("exampleItems").map { Int32($0) }
        var examples = ExampleSet(
            columns: columns, events: InteractionColumns(items: items, times: try integers("exampleTimes")),
            features: table)
        let (users, starts, ends) = (
            try integers("exampleUsers"), try integers("starts"), try integers("ends")
        )
        let labels: [Float] = try fixture.tensor("labels").array()
        for row in items.indices {
            examples.add(
                user: Int32(users[row]), item: items[row], history: Int(starts[row])..<Int(ends[row]), event: row,
                label: labels[row])
        }
        return examples
    }

    func batch() throws -> ExampleBatch {
        let examples = try examples()
        return ExampleBatch(examples, rows: Array(0..<examples.count), device: .cpu)
    }
}

/// Models of histories against their papers' equations in PyTorch, each sequence read on its own.
@Suite struct HistoryModelReferenceTests {
    let data: EventExamples

    init() throws { data = EventExamples(fixture: try Fixture("history_models", in: .module)) }

    static let variants = [
        "wide-and-deep", "deepfm", "din", "din-softmax", "dien", "dien-aigru", "dien-agru", "bst", "bst-mean",
        "bst-sum", "bst-target",
        "ssrf",
        "ssrf-usual", "ssrf-streams", "ssrf-uc", "ssrf-o",
    ]

    private static var fields: FieldSettings {
        var settings = FieldSettings()
        (settings.embeddingSize, settings.ridge) = (4, 0.01)
        return settings
    }

    private func generator() throws -> Generator { try Generator(seed: 1) }

    private func model(_ variant: String) throws -> any FieldNetwork {
        let network = NetworkSettings([6, 5], dropoutRate: 0)
        switch variant.split(separator: "-").first {
        case "wide":
            var settings = WideAndDeep.Configuration()
            (settings.fields, settings.network, settings.crossBuckets) = (Self.fields, NetworkSettings([]), 50)
            settings.crosses = ["item.category*last:item.category"]
            return try WideAndDeep(configuration: settings, shape: data.shape, generator: generator())
        case "deepfm":
            var settings = DeepFM.Configuration()
            (settings.fields, settings.network) = (Self.fields, network)
            settings.fields.historyLength = 4
            return try DeepFM(configuration: settings, shape: data.shape, generator: generator())
        case "din":
            var settings = DIN.Configuration()
            (settings.fields, settings.historyLength) = (Self.fields, 4)
            (settings.attention.hiddenSizes, settings.usesSoftmax) = ([5, 3], variant == "din-softmax")
            settings.network = NetworkSettings([6, 5], activation: .dice, dropoutRate: 0)
            settings.readsEventFields = settings.usesSoftmax
            return try DIN(configuration: settings, shape: data.shape, generator: generator())
        case "dien":
            var settings = DIEN.Configuration()
            (settings.fields, settings.network, settings.historyLength) = (Self.fields, network, 4)
            settings.evolution = variant == "dien-aigru" ? .aigru : variant == "dien-agru" ? .agru : .augru
            settings.readsSum = variant == "dien-aigru"
            return try DIEN(configuration: settings, shape: data.shape, generator: generator())
        case "bst":
            var settings = ClickBST.Configuration()
            (settings.fields, settings.network, settings.historyLength) = (Self.fields, network, 4)
            (settings.headCount, settings.dropoutRate) = (2, 0)
            settings.pooling = ClickBST.Pooling(rawValue: String(variant.dropFirst(4))) ?? .all
            settings.position = settings.pooling == .mean || settings.pooling == .sum ? .index : .gap
            return try ClickBST(configuration: settings, shape: data.shape, generator: generator())
        default:
            return try ssrf(variant)
        }
    }

    private func ssrf(_ variant: String) throws -> SSRF {
        var settings = SSRF.Configuration(
            variant == "ssrf-uc" ? .withoutContext : variant == "ssrf-o" ? .withoutPairs : .full)
        (settings.fields, settings.historyLength, settings.dropoutRate) = (Self.fields, 6, 0)
        (settings.innerChannels, settings.outerChannels) = (7, 8)
        if variant == "ssrf-streams" { settings.fusion = .twoStreams }
        if variant == "ssrf-usual" {
            (settings.fusion, settings.feedForward, settings.heads) = (.withUser, .inner, .literal)
            (settings.readout, settings.output, settings.token) = (.mean, .item, .projection)
            settings.endsInTanh = true
        }
        return try SSRF(configuration: settings, shape: data.shape, generator: generator())
    }

    private func load(_ variant: String, into model: some Module) throws {
        var values: [String: Tensor] = [:]
        for key in data.fixture.names(under: "\(variant)/parameter/") {
            values[key] = try data.fixture.tensor("\(variant)/parameter/\(key)")
        }
        try model.load(parameters: values)
    }

    @Test(arguments: variants) func outputLossAndGradients(variant: String) throws {
        let model = try model(variant)
        try load(variant, into: model)
        let batch = try data.batch()
        let output = model(batch, mode: .training(try generator()))
        #expect(try distance(output, data.fixture.tensor("\(variant)/output")) < 1e-5)
        var loss = Loss.binaryCrossEntropy(output, targets: batch.labels)
        let penalty = try #require(model.penalty(batch))
        loss = loss + penalty
        if variant == "dien", let model = model as? DIEN {
            let history = model.history(of: batch)
            let drawn = try data.fixture.tensor("strangers").array(Int64.self).map { Int32($0) }
            let keys = history.padded(model.fields.items(history))
            let strangers = history.padded(model.fields.items(drawn, in: history))
            loss = loss + model.auxiliaryLoss(model.interests(keys, history), keys, strangers, history)
        }
        #expect(try distance(loss, data.fixture.tensor("\(variant)/loss").reshaped([])) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let gradient = parameter.value.gradient ?? Tensor.zeros(parameter.value.shape)
            #expect(try distance(gradient, data.fixture.tensor("\(variant)/gradient/\(key)")) < 1e-5, "\(key)")
        }
    }

    /// Five examples of the fixture ask about three histories and none.
    @Test func aHistoryIsReadOnceForAllItsExamples() throws {
        let model = try ssrf("ssrf")
        let batch = try data.batch()
        #expect(model.history(of: batch).count == 5)
        #expect(model.history(of: batch) === model.history(of: batch))
    }

    /// Over the whole catalog: one product of what user 2 wants with the output rows of item and category.
    @Test func ssrfRanksTheCatalog() throws {
        let model = try ssrf("ssrf")
        try load("ssrf", into: model)
        let examples = try data.examples()
        let ranking = PointwiseRanking(model, itemCount: 9, features: examples.features)
        var scores: [Float] = []
        try ranking.score([NextItemQuery(user: 2, items: [6, 5, 3], positions: 3..<4)]) { block in
            scores += block[row: 0]
        }
        var asked = ExampleSet(
            columns: InteractionColumns(items: [6, 5, 3]), events: InteractionColumns(items: []),
            features: examples.features)
        asked.add(user: 2, item: 1, history: 0..<3, event: -1, label: 0)
        let wanted = model.wanted(ExampleBatch(asked, rows: [0], device: .cpu), mode: .inference)
        let categories = try data.fixture.tensor("categories").array(Int64.self)[1...9].map { $0 + 9 }
        let rows =
            model.outputs.weight.value.slice(0, 1..<10)
            + model.outputs.weight.value.indexSelect(0, Tensor(Array(categories)))
        let biases =
            model.outputBiases.weight.value.slice(0, 1..<10)
            + model.outputBiases.weight.value.indexSelect(0, Tensor(Array(categories)))
        let expected = wanted.matmul(rows.transposed()) + biases.transposed()
        #expect(try distance(Tensor(scores), expected.reshaped([9])) < 1e-5)
    }

    /// DIEN's auxiliary loss compares with items that the history does not have.
    @Test func strangersAreNotInTheHistory() throws {
        let batch = try data.batch()
        let history = batch.history(maximumLength: 4)
        let drawn = try history.drawStrangers(itemCount: 9, generator: generator())
        #expect(drawn.count == history.tokenCount)
        var start = 0
        let items = try history.items.array(Int64.self)
        for length in history.lengths {
            let own = Set(items[start..<start + length].map { Int32($0) })
            for item in drawn[start..<start + length] { #expect((1...9).contains(item) && !own.contains(item)) }
            start += length
        }
    }

    /// User 1 has seven events; of four, the last: items 1, 5, 9, 2. Example 2 of the same user ends after four others.
    @Test func occurrencesCountExamples() throws {
        var settings = DIN.Configuration()
        (settings.fields, settings.historyLength, settings.ridgeRule) = (Self.fields, 4, .occurrences)
        let model = try DIN(configuration: settings, shape: data.shape, generator: generator())
        let log = try InteractionLog(
            users: Vocabulary(ids: ["u"]), items: Vocabulary(ids: ["i"]), offsets: [0, 0], itemColumn: [],
            source: DataSource(file: "test", formatName: "none"))
        let material = LearningMaterial(
            training: TrainingSequences(log: log, ends: [0]), examples: try data.examples())
        try model.keep(material)
        let counts = try #require(model.fields.occurrences).value.array(Float.self)
        // User 1: three examples. Item 2: asked about once, and in the history of two others, once its own example.
        #expect(counts[1...3] == [3, 1, 1])
        #expect(counts[3 + 2] == 2)
        // Item 1: asked about in the last, in all three histories of user 1.
        #expect(counts[3 + 1] == 4)
        // Never: item 8 is asked about once; hour 12 not at all, and counts as 1.
        #expect(counts[3 + 8] == 1)
        #expect(counts[17 + 12] == 1)
    }
}
