import SegueCore
import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// Models of field interactions against their papers' equations in PyTorch, pairs written out.
@Suite struct ClickModelReferenceTests {
    let data: RatingExamples

    init() throws { data = RatingExamples(fixture: try Fixture("click_models", in: .module), task: .click) }

    /// Every variant, and whether it normalizes by the batch.
    static let variants: [(name: String, isTrained: Bool)] = [
        ("logistic-regression", false), ("afm", false), ("wide-and-deep", false), ("nfm", false),
        ("nfm-normalized", true), ("deepfm", false), ("deepfm-normalized", true), ("dcn", false), ("dcn-v2", false),
        ("dcn-v2-stacked", false), ("dcn-v2-mixture", false), ("autoint", false), ("autoint+", false), ("neumf", false),
    ]

    private static var fields: FieldSettings {
        var settings = FieldSettings()
        (settings.embeddingSize, settings.ridge) = (4, 0.01)
        return settings
    }

    private static func network(_ sizes: [Int], normalizes: Bool = false) -> NetworkSettings {
        var settings = NetworkSettings(sizes)
        (settings.dropoutRate, settings.normalizesBatches) = (0, normalizes)
        return settings
    }

    private func generator() throws -> Generator { try Generator(seed: 1) }

    private func model(_ variant: String) throws -> any FieldNetwork {
        let (shape, generator, fields) = (data.shape, try generator(), Self.fields)
        switch variant {
        case "logistic-regression":
            var settings = LogisticRegression.Configuration()
            settings.ridge = 0.01
            return try LogisticRegression(configuration: settings, shape: shape, generator: generator)
        case "afm":
            var settings = AFM.Configuration()
            (settings.fields, settings.attentionSize) = (fields, 3)
            return try AFM(configuration: settings, shape: shape, generator: generator)
        case "wide-and-deep":
            var settings = WideAndDeep.Configuration()
            (settings.fields, settings.network, settings.crossBuckets) = (fields, Self.network([6, 5]), 50)
            settings.crosses = ["user*item", "user*user.gender"]
            return try WideAndDeep(configuration: settings, shape: shape, generator: generator)
        case "nfm", "nfm-normalized":
            var settings = NFM.Configuration()
            (settings.fields, settings.network, settings.poolingDropoutRate) = (fields, Self.network([6]), 0)
            settings.normalizesPooling = variant == "nfm-normalized"
            return try NFM(configuration: settings, shape: shape, generator: generator)
        case "deepfm", "deepfm-normalized":
            return try deepFM(Self.network([6, 5], normalizes: variant == "deepfm-normalized"))
        case "dcn":
            return try dcn(crosses: 2, [6, 5])
        case "autoint", "autoint+":
            return try autoInt(layers: 2, isPlus: variant == "autoint+")
        case "neumf":
            var settings = NeuMF.Configuration()
            (settings.fields, settings.network) = (fields, Self.network([6, 5]))
            return try NeuMF(configuration: settings, shape: shape, generator: generator)
        default:
            var settings = DCNv2.Configuration()
            (settings.fields, settings.network, settings.crossCount) = (fields, Self.network([6, 5]), 2)
            (settings.structure, settings.rank) = (variant == "dcn-v2-stacked" ? .stacked : .parallel, 3)
            settings.expertCount = variant == "dcn-v2-mixture" ? 2 : 0
            return try DCNv2(configuration: settings, shape: shape, generator: generator)
        }
    }

    private func deepFM(_ network: NetworkSettings) throws -> DeepFM {
        var settings = DeepFM.Configuration()
        (settings.fields, settings.network) = (Self.fields, network)
        return try DeepFM(configuration: settings, shape: data.shape, generator: generator())
    }

    private func dcn(crosses: Int, _ sizes: [Int]) throws -> DCN {
        var settings = DCN.Configuration()
        (settings.fields, settings.network, settings.crossCount) = (Self.fields, Self.network(sizes), crosses)
        return try DCN(configuration: settings, shape: data.shape, generator: generator())
    }

    private func autoInt(layers: Int, isPlus: Bool) throws -> AutoInt {
        var settings = AutoInt.Configuration()
        (settings.fields, settings.layerCount, settings.attentionSize) = (Self.fields, layers, 6)
        settings.network = Self.network(isPlus ? [6, 5] : [])
        (settings.scalesProducts, settings.addsLinearPart) = (isPlus, isPlus && layers > 0)
        return try AutoInt(configuration: settings, shape: data.shape, generator: generator())
    }

    @Test(arguments: variants) func outputLossAndGradients(variant: String, isTrained: Bool) throws {
        let model = try model(variant)
        try data.load(variant, into: model)
        let mode = isTrained ? Mode.training(try generator()) : .inference
        for (key, distance) in try data.distances(variant, model, data.batch(), mode: mode) {
            #expect(distance < 1e-5, "\(key)")
        }
    }

    /// Only touched rows have gradients, the same as all rows have.
    @Test(arguments: ["deepfm", "wide-and-deep"]) func sparseGradients(variant: String) throws {
        let model = try model(variant)
        try data.load(variant, into: model)
        for parameter in model.parameters where parameter.isTable { parameter.hasSparseGradient = true }
        let batch = try data.batch()
        var loss = Loss.binaryCrossEntropy(model(batch, mode: .inference), targets: batch.labels)
        let penalty = try #require(model.penalty(batch))
        loss = loss + penalty
        loss.backward()
        for (key, parameter) in model.namedParameters where parameter.isTable {
            let gradient = try #require(parameter.value.gradient)
            #expect(gradient.isSparse)
            let rows = gradient.coalesced()
            let dense = Tensor.zeros(parameter.value.shape).addingRows(rows.sparseValues, at: rows.sparseRows)
            #expect(try distance(dense, data.fixture.tensor("\(variant)/gradient/\(key)")) < 1e-5, "\(key)")
        }
    }

    private func output(_ model: any FieldNetwork) throws -> Tensor { model(try data.batch(), mode: .inference) }

    private func fixed(_ names: [String], of variant: String) throws -> [String: Tensor] {
        try names.reduce(into: [:]) { $0[$1] = try data.fixture.tensor("\(variant)/parameter/\($1)") }
    }

    /// A factorization machine with the weights of a variant.
    private func machine(_ variant: String) throws -> Tensor {
        let names = ["fields.bias", "fields.weights.weight", "fields.vectors.weight"]
        let values = try fixed(names, of: variant)
        var settings = FactorizationMachine.Configuration()
        settings.factorCount = 4
        let machine = try FactorizationMachine(configuration: settings, shape: data.shape, generator: generator())
        let table = Tensor.concatenated([try #require(values[names[2]]), try #require(values[names[1]])], dimension: 1)
        try machine.load(parameters: ["bias": try #require(values[names[0]]), "fields.weight": table])
        // Its numbers are weighed once; a field of labels is their mean in both.
        return machine(try data.batch(), mode: .inference)
    }

    @Test func deepFMWithoutANetworkHasOneVectorAField() throws {
        let model = try deepFM(Self.network([]))
        try model.load(parameters: fixed(model.namedParameters.map(\.name), of: "deepfm"))
        // FM also joins the labels of one field, which those of a single label each do not have: rows 0 to 2 have one at most.
        let (found, expected) = (try output(model), try machine("deepfm"))
        let single = try singleLabelRows()
        #expect(single.elementCount >= 2)
        #expect(try distance(found.indexSelect(0, single), expected.indexSelect(0, single)) < 1e-5)
    }

    /// Examples of items with at most one label.
    private func singleLabelRows() throws -> Tensor {
        let items = try data.fixture.tensor("exampleItems").array(Int64.self)
        let counts = try data.fixture.tensor("itemFeatures").sum([1]).array(Float.self)
        return Tensor(items.indices.filter { counts[Int(items[$0])] <= 1 }.map { Int64($0) })
    }

    @Test func nfmWithOnesForALayerIsThePairTerm() throws {
        var settings = NFM.Configuration()
        (settings.fields, settings.network) = (Self.fields, Self.network([]))
        let model = try NFM(configuration: settings, shape: data.shape, generator: generator())
        var values = try fixed(["fields.bias", "fields.weights.weight", "fields.vectors.weight"], of: "deepfm")
        values["network.layers.0.weight"] = .ones([1, 4])
        values["network.layers.0.bias"] = .zeros([1])
        try model.load(parameters: values)
        let machine = try deepFM(Self.network([]))
        try machine.load(parameters: fixed(machine.namedParameters.map(\.name), of: "deepfm"))
        #expect(try distance(output(model), output(machine)) < 1e-5)
    }

    /// With h = 0 each of the ten pairs weighs a tenth.
    @Test func afmWithUniformAttentionIsAScaledMachine() throws {
        var settings = AFM.Configuration()
        (settings.fields, settings.attentionSize) = (Self.fields, 3)
        let model = try AFM(configuration: settings, shape: data.shape, generator: generator())
        var values = try fixed(model.namedParameters.map(\.name), of: "afm")
        values["projection.weight"] = .zeros([1, 3])
        values["output.weight"] = .ones([1, 4])
        try model.load(parameters: values)
        let machine = try deepFM(Self.network([]))
        try machine.load(parameters: fixed(machine.namedParameters.map(\.name), of: "afm"))
        let batch = try data.batch()
        let (linear, whole) = (machine.fields.linear(batch), try output(machine))
        #expect(try distance(output(model), linear + (whole - linear) * 0.1) < 1e-5)
    }

    @Test func dcnWithoutCrossesAndAutoIntPlusWithoutAttentionAreTheNetwork() throws {
        let names =
            ["fields.vectors.weight"]
            + ["0", "1"].flatMap { ["network.layers.\($0).weight", "network.layers.\($0).bias"] }
        var values = try fixed(names, of: "deepfm")
        let plus = try autoInt(layers: 0, isPlus: true)
        let last = try ["weight", "bias"].map { try data.fixture.tensor("deepfm/parameter/network.layers.2.\($0)") }
        (values["network.layers.2.weight"], values["network.layers.2.bias"]) = (last[0], last[1])
        try plus.load(parameters: values)
        let cross = try dcn(crosses: 0, [6, 5])
        var renamed = values.reduce(into: [String: Tensor]()) { result, entry in
            result[entry.key.replacing("network.layers", with: "network.network.layers")] = entry.value
        }
        for key in ["weight", "bias"] {
            renamed["network.output.\(key)"] = renamed.removeValue(forKey: "network.network.layers.2.\(key)")
        }
        try cross.load(parameters: renamed)
        // DeepFM less its machine is the same network.
        let deep = try deepFM(Self.network([6, 5]))
        try data.load("deepfm", into: deep)
        let machine = try deepFM(Self.network([]))
        try machine.load(parameters: fixed(machine.namedParameters.map(\.name), of: "deepfm"))
        let network = try output(deep) - output(machine)
        #expect(try distance(output(plus), network) < 1e-5)
        #expect(try distance(output(cross), network) < 1e-5)
    }

    @Test func crossesNameFieldsWithOneValue() throws {
        for cross in ["user*item.categories", "user*genre", "user*", ""] {
            var settings = WideAndDeep.Configuration()
            settings.crosses = [cross]
            #expect(throws: ConfigurationError.self) {
                try WideAndDeep(configuration: settings, shape: data.shape, generator: generator())
            }
        }
    }

    @Test func modelsOfNothingAreRefused() {
        #expect(throws: ConfigurationError.self) { try dcn(crosses: 0, []) }
        #expect(throws: ConfigurationError.self) { try autoInt(layers: 0, isPlus: false) }
        #expect(throws: ConfigurationError.self) {
            try DeepFM(shape: DataShape(itemCount: 2, userCount: 2), generator: generator())
        }
    }
}
