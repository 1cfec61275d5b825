import Foundation
import TestSupport
import Testing
import Torch
import TorchNN

/// Ten steps of each optimizer against PyTorch, FTRL against its algorithm number by number, within 1e-5 of the size of the
/// values.
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
        ("ftrl", { FTRL($0, learningRate: 0.3, beta: 0.5, l1: 0.4, l2: 0.2) }),
    ]

    @Test(arguments: 0..<7)
    func tenStepsEqualTheReference(index: Int) throws {
        let (name, make) = Self.optimizers[index]
        let reference = name == "ftrl" ? try Fixture("ftrl", in: .module) : fixture
        let names = ["first", "second"]
        let parameters = try names.map { Parameter(try fixture.tensor("optimizer/initial/\($0)")) }
        var optimizer = make(parameters)
        for step in 0..<10 {
            if step == 5 {
                // Continue with a new optimizer from the saved state.
                let saved = optimizer.state.mapValues { $0 * 1 }
                optimizer = make(parameters)
                try optimizer.load(state: saved)
            }
            for (name, parameter) in zip(names, parameters) {
                parameter.value.gradient = try fixture.tensor("optimizer/gradients/\(name)").select(0, at: step) * 1
            }
            try withTorchErrors { optimizer.step() }
            for (parameterName, parameter) in zip(names, parameters) {
                let all = try reference.tensor("optimizer_\(name)/parameter/\(parameterName)")
                #expect(try distance(parameter.value, all.select(0, at: step)) < 1e-5, "\(name), step \(step)")
            }
        }
    }

    /// Weights that start at zero: touched rows alone are all that a dense step changes.
    @Test func ftrlIsTheSameSparse() throws {
        let found = try [false, true].map { isSparse in
            let table = Embedding(count: 5, size: 3, initializer: .zeros, generator: try Generator(seed: 7))
            table.weight.hasSparseGradient = isSparse
            let optimizer = FTRL([table.weight], learningRate: 0.1, l1: 0.5, l2: 0.1)
            for step in 0..<9 {
                try withTorchErrors {
                    table.zeroGradients()
                    let off = table(Tensor([Int64(1 + step % 4), Int64(1 + step * 2 % 4)])) + Double(-(step % 3))
                    (off * off).sum().backward()
                    optimizer.step()
                }
            }
            return table.weight.value.detached()
        }
        #expect(try distance(found[0], found[1]) < 1e-6)
        let values: [Float] = try found[1].array()
        #expect(values[15...].allSatisfy { $0 == 0 } && values[3..<15].contains { $0 != 0 })
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

    /// A table of 6 rows, some of which each step touches, trained with dense and with sparse gradients.
    private func tables(
        sparse: [Bool], steps: Int, allRows: Bool, make: ([Parameter]) -> any Optimizer
    ) throws -> [Tensor] {
        try sparse.map { isSparse in
            let generator = try Generator(seed: 7)
            let table = Embedding(count: 5, size: 3, initializer: .normal(deviation: 1), generator: generator)
            table.weight.hasSparseGradient = isSparse
            let optimizer = make([table.weight])
            for step in 0..<steps {
                let touched = allRows ? [1, 2, 3, 4, 5] : [Int64(1 + step % 5), Int64(1 + step * 2 % 5), 0]
                try withTorchErrors {
                    table.zeroGradients()
                    let rows = table(Tensor(touched))
                    (rows * rows).sum().backward()
                    #expect(table.weight.value.gradient?.isSparse == isSparse)
                    clipGradients(of: [table.weight], maximumNorm: 2)
                    optimizer.step()
                }
            }
            return table.weight.value.detached()
        }
    }

    @Test func sparseStepsThatTouchAllRowsAreDenseSteps() throws {
        let found = try tables(sparse: [false, true], steps: 7, allRows: true) { Adam($0, learningRate: 0.1) }
        let difference = try distance(found[0], found[1])
        #expect(difference < 1e-6)
    }

    /// Without momentum a row with a gradient of zero does not move: sparse and dense steps are one.
    @Test func adagradAndDescentAreTheSameSparse() throws {
        for make in [{ Adagrad($0, learningRate: 0.1) }, { SGD($0, learningRate: 0.1) }]
            as [([Parameter]) -> any Optimizer]
        {
            let found = try tables(sparse: [false, true], steps: 9, allRows: false, make: make)
            #expect(try distance(found[0], found[1]) < 1e-6)
        }
    }

    @Test func sparseAdamDecaysMomentsOverTheGap() throws { try Self.checkGap() }

    #if compiler(>=6.2)
        /// In a process of its own, for the switch is the process's.
        @Test func sparseAdamWithoutItsKernel() async {
            await #expect(processExitsWith: .success) {
                TorchRuntime.usesReferenceKernels = true
                try Self.checkGap()
            }
        }
    #endif

    /// One row, touched at steps 1, 2 and 5: its moments decay over the gap, it moves at those steps alone.
    private static func checkGap() throws {
        let parameter = Parameter(.ones([2, 1]), isTable: true)
        parameter.hasSparseGradient = true
        let optimizer = Adam([parameter], learningRate: 0.1)
        let gradients = [1: 0.5, 2: -0.25, 5: 0.75]
        var (weight, first, second, last) = (1.0, 0.0, 0.0, 0)
        for step in 1...5 {
            let row = gradients[step] == nil ? 0 : 1
            try withTorchErrors {
                parameter.value.gradient = nil
                let factor = Tensor([Float(gradients[step] ?? 1)])
                (parameter.value.embedding(Tensor([Int64(row)]), hasSparseGradient: true) * factor).sum().backward()
                optimizer.step()
            }
            guard let gradient = gradients[step] else { continue }
            first = first * pow(0.9, Double(step - last)) + 0.1 * gradient
            second = second * pow(0.999, Double(step - last)) + 0.001 * gradient * gradient
            last = step
            let (bias1, bias2) = (1 - pow(0.9, Double(step)), 1 - pow(0.999, Double(step)))
            weight -= 0.1 * (first / bias1) / ((second / bias2).squareRoot() + 1e-8)
            let found = try parameter.value.array(Float.self)
            #expect(abs(Double(found[1]) - weight) < 1e-5, "step \(step)")
        }
    }

    #if compiler(>=6.2)
        /// In a process of its own, for other tests make tensors too.
        @Test func aThousandStepsReturnTheLiveCountToItsStart() async {
            await #expect(processExitsWith: .success) {
                let before = Tensor.liveCount
                try Self.train(steps: 1_000)
                #expect(Tensor.liveCount == before)
            }
        }
    #endif

    private static func train(steps: Int) throws {
        let generator = try Generator(seed: 1)
        let table = Embedding(count: 9, size: 4, initializer: .uniform(bound: 0.1), generator: generator)
        table.weight.hasSparseGradient = true
        let layer = Linear(inputSize: 4, outputSize: 3, initializer: .uniform(bound: 0.1), generator: generator)
        let parameters = table.parameters + layer.parameters
        let optimizer = Adam(parameters)
        for step in 0..<steps {
            try withTorchErrors {
                for parameter in parameters { parameter.value.gradient = nil }
                let input = table(Tensor([Int64(1 + step % 9), 3]))
                let hidden = Dropout(rate: 0.5)(input.tanh(), mode: .training(generator))
                let loss = Loss.linearCrossEntropy(
                    hidden, weight: layer.weight.value, bias: layer.bias?.value, targets: Tensor([Int64(0), 2]))
                loss.backward()
                clipGradients(of: parameters, maximumNorm: 1)
                optimizer.step()
            }
        }
    }
}
