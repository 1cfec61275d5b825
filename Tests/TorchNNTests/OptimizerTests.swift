import TestSupport
import Testing
import Torch
import TorchNN

/// Ten steps of each optimiser against PyTorch, within 1e-5 of the size of the values.
@Suite struct OptimizerTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("torchnn", in: .module) }

    private static let optimizers: [(String, @Sendable ([Parameter]) -> any Optimizer)] = [
        ("sgd", { SGD($0, learningRate: 0.1) }),
        ("sgd_momentum", { SGD($0, learningRate: 0.05, momentum: 0.9, weightDecay: 0.01) }),
        ("adam", { Adam($0, learningRate: 0.01) }),
        (
            "adam_weight_decay",
            { Adam($0, learningRate: 0.01, betas: (0.8, 0.98), epsilon: 1e-6, weightDecay: 0.1) }
        ),
        ("adamw", { Adam($0, learningRate: 0.01, weightDecay: 0.1, decoupled: true) }),
        ("adagrad", { Adagrad($0, learningRate: 0.1) }),
    ]

    @Test(arguments: 0..<6)
    func tenStepsEqualPyTorch(index: Int) throws {
        let (name, make) = Self.optimizers[index]
        let names = ["first", "second"]
        let parameters = try names.map { Parameter(try fixture.tensor("optimizer/initial/\($0)")) }
        var optimizer = make(parameters)
        for step in 0..<10 {
            if step == 5 {
                // Continue with a new optimiser from the saved state.
                let saved = optimizer.state.mapValues { $0 * 1 }
                optimizer = make(parameters)
                try optimizer.load(state: saved)
            }
            for (name, parameter) in zip(names, parameters) {
                parameter.value.gradient = try fixture.tensor("optimizer/gradients/\(name)").select(0, at: step) * 1
            }
            try withTorchErrors { optimizer.step() }
            for (parameterName, parameter) in zip(names, parameters) {
                let all = try fixture.tensor("optimizer_\(name)/parameter/\(parameterName)")
                #expect(try distance(parameter.value, all.select(0, at: step)) < 1e-5, "\(name), step \(step)")
            }
        }
    }

    @Test(arguments: [("above", 1.0), ("below", 100.0)])
    func clipping(name: String, cap: Double) throws {
        let parameters = try ["first", "second"].map { part in
            let gradient = try fixture.tensor("gradient_clipping_\(name)/input/\(part)")
            let parameter = Parameter(.zeros(gradient.shape))
            parameter.value.gradient = gradient
            return parameter
        }
        let norm = clipGradients(of: parameters, maximumNorm: cap)
        #expect(try distance(norm, fixture.tensor("gradient_clipping_\(name)/norm")) < 1e-5)
        for (part, parameter) in zip(["first", "second"], parameters) {
            let expected = try fixture.tensor("gradient_clipping_\(name)/output/\(part)")
            #expect(try distance(#require(parameter.value.gradient), expected) < 1e-5)
        }
    }

    @Test func schedules() throws {
        let schedules: [(String, LearningRateSchedule)] = [
            ("step", .step(every: 4, factor: 0.5)), ("exponential", .exponential(factor: 0.9)),
            ("cosine", .cosine(steps: 12, minimum: 0.001)), ("linear_warmup", .warmUp(steps: 4, start: 0.2)),
            ("one_cycle", .oneCycle(steps: 12, rise: 0.3)),
        ]
        for (name, schedule) in schedules {
            let expected: [Double] = try fixture.tensor("schedule_\(name)/rates").array()
            for (step, rate) in expected.enumerated() {
                #expect(abs(schedule.rate(base: 0.1, step: step) - rate) < 1e-9, "\(name), step \(step)")
            }
        }
    }

    @Test func aThousandStepsLeakNothing() throws {
        let generator = try Generator(seed: 1)
        let layer = Linear(inputSize: 4, outputSize: 3, initializer: .uniform(bound: 0.1), generator: generator)
        let optimizer = Adam(layer.parameters)
        let input = Tensor.normal([8, 4], deviation: 1, generator: generator)
        var counts: [Int] = []
        for _ in 0..<1_000 {
            try withTorchErrors {
                layer.zeroGradients()
                let hidden = Dropout(rate: 0.5)(layer(input).tanh(), mode: .training(generator))
                (hidden * hidden).mean().backward()
                clipGradients(of: layer.parameters, maximumNorm: 1)
                optimizer.step()
            }
            counts.append(Tensor.liveCount)
        }
        // Other tests run beside this one, so the count itself moves; a leak of one tensor a step would show as 1,000.
        #expect((counts.last ?? 0) - (counts.first ?? 0) < 500)
    }
}
