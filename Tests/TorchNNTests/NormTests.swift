import TestSupport
import Testing
import Torch
import TorchNN

/// Convolution, batch normalization and Dice against PyTorch: outputs, gradients and running values within 1e-5.
@Suite struct NormTests {
    let fixture: Fixture
    let generator: Generator

    init() throws {
        fixture = try Fixture("norms", in: .module)
        generator = try Generator(seed: 1)
    }

    private func check(_ name: String, _ module: some Module, _ run: (Tensor) -> Tensor) throws {
        var parameters: [String: Tensor] = [:]
        for key in fixture.names(under: "\(name)/parameter/") {
            parameters[key] = try fixture.tensor("\(name)/parameter/\(key)")
        }
        try module.load(parameters: parameters)
        let input = leaf(try fixture.tensor("\(name)/input"))
        let output = run(input)
        #expect(try distance(output, fixture.tensor("\(name)/output")) < 1e-5)
        output.backward(gradient: try fixture.tensor("\(name)/outputGradient"))
        #expect(try distance(#require(input.gradient), fixture.tensor("\(name)/gradient/input")) < 1e-5)
        for (key, parameter) in module.namedParameters {
            if parameter.isFixed {
                #expect(parameter.value.gradient == nil)
                #expect(try distance(parameter.value, fixture.tensor("\(name)/after/\(key)")) < 1e-5, "\(key)")
            } else {
                let gradient = try #require(parameter.value.gradient)
                #expect(try distance(gradient, fixture.tensor("\(name)/gradient/\(key)")) < 1e-5, "\(key)")
            }
        }
    }

    @Test func convolution() throws {
        let layer = Convolution(
            inputChannels: 3, outputChannels: 4, height: 3, width: 2, initializer: .glorotNormal, generator: generator)
        try check("convolution", layer) { layer($0) }
    }

    @Test func batchNorm() throws {
        let layer = BatchNorm(size: 3)
        try check("norm", layer) { layer($0, mode: .training(generator)) }
        layer.zeroGradients()
        try check("norm-inference", layer) { layer($0, mode: .inference) }
    }

    @Test func dice() throws {
        let layer = Dice(size: 4)
        try check("dice", layer) { layer($0, mode: .training(generator)) }
        layer.zeroGradients()
        try check("dice-inference", layer) { layer($0, mode: .inference) }
    }

    /// It has no variance: the running values stand in for it, and stay.
    @Test func aSingleNumberPerChannelIsNormalizedAsAtInference() throws {
        let layer = BatchNorm(size: 2)
        let output = layer(Tensor([3, -1] as [Float], shape: [1, 2]), mode: .training(generator))
        #expect(try distance(output, Tensor([3, -1] as [Float], shape: [1, 2])) < 1e-4)
        #expect(try layer.runningMean.value.array(Float.self) == [0, 0])
        #expect(try layer.runningVariance.value.array(Float.self) == [1, 1])
    }

    /// Glorot's normal: the fans of a kernel count its elements, 2 / ((20 + 30) · 4) = 0.1².
    @Test func glorotNormalDeviation() throws {
        let drawn = Initializer.glorotNormal([30, 20, 2, 2], generator: generator)
        #expect(try abs((drawn * drawn).mean().scalar() - 0.01) < 0.001)
    }
}
