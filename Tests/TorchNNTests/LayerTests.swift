import Foundation
import TestSupport
import Testing
import Torch
import TorchNN

/// Layers against PyTorch: outputs and all gradients within 1e-5.
@Suite struct LayerTests {
    let fixture: Fixture
    let generator: Generator

    init() throws {
        fixture = try Fixture("torchnn", in: .module)
        generator = try Generator(seed: 1)
    }

    private func tensor(_ name: String) throws -> Tensor { try fixture.tensor(name) }

    private func expect(_ found: Tensor?, equals name: String, tolerance: Double = 1e-5) throws {
        let found = try #require(found, "\(name) is missing")
        #expect(try distance(found, tensor(name)) < tolerance, "\(name)")
    }

    private func load(_ module: some Module, _ values: [String: String]) throws {
        try module.load(parameters: values.mapValues { try tensor($0) })
    }

    @Test(arguments: [("linear", true), ("linear_no_bias", false), ("linear_three_dimensions", true)])
    func linear(name: String, hasBias: Bool) throws {
        let layer = Linear(
            inputSize: 4, outputSize: 3, hasBias: hasBias, initializer: .zeros, generator: generator)
        try load(
            layer,
            hasBias
                ? ["weight": "\(name)/parameter/weight", "bias": "\(name)/parameter/bias"]
                : ["weight": "\(name)/parameter/weight"])
        let input = leaf(try tensor("\(name)/input"))
        let output = layer(input)
        try expect(output, equals: "\(name)/output")
        output.backward(gradient: try tensor("\(name)/outputGradient"))
        try expect(input.gradient, equals: "\(name)/gradient/input")
        try expect(layer.weight.value.gradient, equals: "\(name)/gradient/weight")
        if hasBias { try expect(layer.bias?.value.gradient, equals: "\(name)/gradient/bias") }
    }

    @Test func embeddingLeavesThePaddingRowAlone() throws {
        let layer = Embedding(count: 6, size: 4, initializer: .uniform(bound: 1), generator: generator)
        #expect(try layer.weight.value.select(0, at: 0).array(Float.self) == [0, 0, 0, 0])
        try load(layer, ["weight": "embedding/parameter/weight"])
        let output = layer(try tensor("embedding/input"))
        try expect(output, equals: "embedding/output")
        output.backward(gradient: try tensor("embedding/outputGradient"))
        try expect(layer.weight.value.gradient, equals: "embedding/gradient/weight")
    }

    @Test func layerNorm() throws {
        let layer = LayerNorm(size: 6)
        try load(layer, ["weight": "layer_norm/parameter/weight", "bias": "layer_norm/parameter/bias"])
        let input = leaf(try tensor("layer_norm/input"))
        let output = layer(input)
        try expect(output, equals: "layer_norm/output")
        output.backward(gradient: try tensor("layer_norm/outputGradient"))
        try expect(input.gradient, equals: "layer_norm/gradient/input")
        try expect(layer.weight.value.gradient, equals: "layer_norm/gradient/weight")
        try expect(layer.bias.value.gradient, equals: "layer_norm/gradient/bias")
    }

    @Test func dropoutScalesWhatItKeeps() throws {
        let input = Tensor.ones([200, 50])
        let layer = Dropout(rate: 0.2)
        let values: [Float] = try layer(input, mode: .training(generator)).array()
        #expect(Set(values) == [0, 1.25])
        let kept = Double(values.filter { $0 > 0 }.count) / Double(values.count)
        #expect(abs(kept - 0.8) < 0.02)
        #expect(try layer(input, mode: .inference).array(Float.self) == [Float](repeating: 1, count: 10_000))
    }

    /// Two million numbers: the mask has the rate everywhere, no neighbor and no second draw says anything of a unit, and
    /// neither the number of threads nor the reference kernel changes it.
    @Test func dropoutDrawsIndependently() throws {
        let layer = Dropout(rate: 0.3)
        let (rows, columns) = (1000, 2048)
        let input = Tensor.ones([rows, columns])
        func mask(seed: UInt64, draw: Int = 0) throws -> [Bool] {
            let generator = try Generator(seed: seed)
            for _ in 0..<draw { _ = layer(Tensor.ones([1]), mode: .training(generator)) }
            return try layer(input, mode: .training(generator)).array(Float.self).map { $0 > 0 }
        }
        let first = try mask(seed: 1)
        func share(_ masks: (Int) -> Bool) -> Double {
            Double((0..<first.count).count { masks($0) }) / Double(first.count)
        }
        // A share of two million draws deviates by under 0.00035.
        #expect(abs(share { first[$0] } - 0.7) < 0.002)
        for column in [0, 1, 31, 1024, 2047] {
            let kept = (0..<rows).count { first[$0 * columns + column] }
            #expect(abs(Double(kept) / Double(rows) - 0.7) < 0.07)
        }
        for distance in [1, 2, 8, 16, columns, 1 << 14] {
            let both = share { first[$0] && first[($0 + distance) % first.count] }
            #expect(abs(both - 0.49) < 0.003, "at a distance of \(distance): \(both)")
        }
        for other in [try mask(seed: 2), try mask(seed: 1, draw: 1)] {
            let both = share { first[$0] && other[$0] }
            #expect(abs(both - 0.49) < 0.003, "\(both)")
        }
        let threads = TorchRuntime.threadCount
        defer { try? TorchRuntime.setThreadCount(threads) }
        try TorchRuntime.setThreadCount(threads == 1 ? 2 : 1)
        #expect(try mask(seed: 1) == first)
        TorchRuntime.usesReferenceKernels = true
        defer { TorchRuntime.usesReferenceKernels = false }
        #expect(try mask(seed: 1) == first)
    }

    @Test func dropoutPassesGradientsWhereItPassesValues() throws {
        for dtype in [DType.float32, .float64] {
            let input = leaf(Tensor.ones([70, 500], dtype: dtype))
            let output = Dropout(rate: 0.4)(input, mode: .training(generator))
            output.backward(gradient: Tensor.ones([70, 500], dtype: dtype) * 3)
            let values = try (output * 3).to(.float32).array(Float.self)
            let gradient = try #require(input.gradient).to(.float32).array(Float.self)
            #expect(values == gradient)
            #expect(Set(values).count == 2)
        }
    }

    @Test func lstmCell() throws {
        let cell = LSTMCell(inputSize: 3, hiddenSize: 4, initializer: .zeros, generator: generator)
        // PyTorch keeps two biases; their sum is what counts.
        let bias = try tensor("lstm_cell/parameter/bias_ih") + tensor("lstm_cell/parameter/bias_hh")
        try cell.load(parameters: [
            "input.weight": tensor("lstm_cell/parameter/weight_ih"), "input.bias": bias,
            "hidden.weight": tensor("lstm_cell/parameter/weight_hh"),
        ])
        let x = leaf(try tensor("lstm_cell/input"))
        let h = leaf(try tensor("lstm_cell/input/hidden"))
        let c = leaf(try tensor("lstm_cell/input/cell"))
        let (hidden, next) = cell(x, hidden: h, cell: c)
        try expect(hidden, equals: "lstm_cell/output/hidden")
        try expect(next, equals: "lstm_cell/output/cell")
        let loss =
            (try hidden * tensor("lstm_cell/outputGradient/hidden")).sum()
            + (try next * tensor("lstm_cell/outputGradient/cell")).sum()
        loss.backward()
        try expect(x.gradient, equals: "lstm_cell/gradient/input")
        try expect(h.gradient, equals: "lstm_cell/gradient/hidden")
        try expect(c.gradient, equals: "lstm_cell/gradient/cell")
        try expect(cell.input.weight.value.gradient, equals: "lstm_cell/gradient/weight_ih")
        try expect(cell.hidden.weight.value.gradient, equals: "lstm_cell/gradient/weight_hh")
        try expect(cell.input.bias?.value.gradient, equals: "lstm_cell/gradient/bias_ih")
    }

    @Test func multiplicativeLSTMCell() throws {
        let name = "multiplicative_lstm"
        let cell = MultiplicativeLSTMCell(inputSize: 3, hiddenSize: 4, initializer: .zeros, generator: generator)
        let names = cell.namedParameters.map(\.0)
        try load(cell, Dictionary(uniqueKeysWithValues: names.map { ($0, "\(name)/parameter/\($0)") }))
        let input = leaf(try tensor("\(name)/input"))
        var (h, c) = (Tensor.zeros([3, 4]), Tensor.zeros([3, 4]))
        let states = (0..<3).map { step in
            (h, c) = cell(input.select(1, at: step), hidden: h, cell: c)
            return h
        }
        let output = Tensor.stacked(states, dimension: 1)
        try expect(output, equals: "\(name)/output")
        output.backward(gradient: try tensor("\(name)/outputGradient"))
        try expect(input.gradient, equals: "\(name)/gradient/input")
        for (key, parameter) in cell.namedParameters {
            try expect(parameter.value.gradient, equals: "\(name)/gradient/\(key)")
        }
    }

    @Test func gruCell() throws {
        let name = "gru_cell_reset_after"
        let cell = GRUCell(inputSize: 3, hiddenSize: 4, initializer: .zeros, generator: generator)
        try cell.load(parameters: [
            "input.weight": tensor("\(name)/parameter/weight_ih"), "input.bias": tensor("\(name)/parameter/bias_ih"),
            "hidden.weight": tensor("\(name)/parameter/weight_hh"), "hidden.bias": tensor("\(name)/parameter/bias_hh"),
        ])
        let x = leaf(try tensor("\(name)/input"))
        let h = leaf(try tensor("\(name)/input/hidden"))
        let output = cell(x, hidden: h)
        try expect(output, equals: "\(name)/output")
        output.backward(gradient: try tensor("\(name)/outputGradient"))
        try expect(x.gradient, equals: "\(name)/gradient/input")
        try expect(h.gradient, equals: "\(name)/gradient/hidden")
        try expect(cell.hidden.weight.value.gradient, equals: "\(name)/gradient/weight_hh")
        try expect(cell.hidden.bias?.value.gradient, equals: "\(name)/gradient/bias_hh")
    }

    @Test func keysFollowTheProperties() throws {
        let cell = LSTMCell(inputSize: 2, hiddenSize: 3, initializer: .uniform(bound: 1), generator: generator)
        #expect(cell.namedParameters.map(\.name) == ["input.weight", "input.bias", "hidden.weight"])
        #expect(cell.parameterCount == 12 * 2 + 12 + 12 * 3)
        #expect(throws: StateError.missing(names: ["input.bias", "hidden.weight"])) {
            try cell.load(parameters: ["input.weight": .zeros([12, 2])])
        }
        #expect(throws: StateError.shape(name: "input.bias", expected: [12], found: [11])) {
            try cell.load(parameters: [
                "input.weight": .zeros([12, 2]), "input.bias": .zeros([11]), "hidden.weight": .zeros([12, 3]),
            ])
        }
    }
}
