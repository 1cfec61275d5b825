import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// Every kernel against its cell's equations: states and all gradients, for a few rows, whose products a BLAS takes whole,
/// and for so many and so wide ones that products are made of blocks, none of which divides a size.
@Suite struct RecurrentKernelTests {
    struct Sizes: Sendable {
        let steps: [Int], input: Int, hidden: Int
        static let all = [
            Sizes(steps: [5, 4, 4, 1], input: 3, hidden: 7),
            Sizes(steps: [150, 150, 131, 70, 70, 33, 1], input: 45, hidden: 150),
        ]
        var rows: Int { steps[0] }
        var tokens: Int { steps.reduce(0, +) }
    }

    let generator: Generator
    init() throws { generator = try Generator(seed: 3) }

    private func drawn(_ shape: [Int]) -> Tensor { .normal(shape, deviation: 1, generator: generator) }

    /// Runs both ways and compares what comes out and what goes back to parameters and leaves.
    private func compare(
        _ cell: some Module, leaves: [Tensor], sizes: Sizes, _ run: (_ usesKernel: Bool) -> Tensor
    ) throws {
        let wanted = drawn([sizes.tokens, sizes.hidden])
        var found: [[Tensor]] = []
        for usesKernel in [false, true] {
            cell.zeroGradients()
            for leaf in leaves { leaf.gradient = nil }
            let states = run(usesKernel)
            (states * wanted).sum().backward()
            let all = cell.parameters.map(\.value) + leaves
            found.append([states] + all.map { $0.gradient.map { $0 * 1 } ?? .zeros($0.shape) })
        }
        for (index, (equations, kernel)) in zip(found[0], found[1]).enumerated() {
            #expect(try relativeDistance(kernel, equations) < 1e-5, "result \(index) of \(found[0].count)")
        }
    }

    private func compare(_ cell: some RecurrentCell, hasUser: Bool, sizes: Sizes) throws {
        let items = leaf(drawn([sizes.tokens, sizes.input])), state = leaf(drawn([sizes.rows, sizes.hidden]) * 0.5)
        let user = hasUser ? leaf(drawn([sizes.rows, sizes.input])) : nil
        try compare(cell, leaves: [items, state] + (user.map { [$0] } ?? []), sizes: sizes) { usesKernel in
            usesKernel
                ? cell.runKernel(items: items, user: user, state: state, stepSizes: sizes.steps)
                : cell.unroll(items: items, user: user, state: state, stepSizes: sizes.steps)
        }
    }

    @Test(arguments: Sizes.all, [false, true])
    func standard(sizes: Sizes, hasUser: Bool) throws {
        let cell = StandardCell(
            hiddenSize: sizes.hidden, inputSize: sizes.input, hasUser: hasUser, initializer: .uniform(bound: 0.1),
            generator: generator)
        try compare(cell, hasUser: hasUser, sizes: sizes)
    }

    @Test(arguments: Sizes.all, [RectifiedThresholdGradient.literal, .surrogate])
    func rectified(sizes: Sizes, thresholdGradient: RectifiedThresholdGradient) throws {
        var configuration = RectifiedLinearUserGRU.Configuration()
        (configuration.hiddenSize, configuration.embeddingSize) = (sizes.hidden, sizes.input)
        configuration.thresholdGradient = thresholdGradient
        let cell = RectifiedCell(
            configuration: configuration, initializer: .uniform(bound: 0.1), generator: generator)
        try compare(cell, hasUser: true, sizes: sizes)
    }

    @Test(arguments: Sizes.all)
    func attentional(sizes: Sizes) throws {
        var configuration = AttentionalUserGRU.Configuration()
        (configuration.hiddenSize, configuration.embeddingSize) = (sizes.hidden, sizes.input)
        let cell = AttentionalCell(
            configuration: configuration, initializer: .uniform(bound: 0.1), generator: generator)
        try compare(cell, hasUser: true, sizes: sizes)
    }

    /// With inputs that several tokens read, and with one for each token.
    @Test(arguments: Sizes.all, [false, true])
    func lstm(sizes: Sizes, hasInputRows: Bool) throws {
        let cell = LSTMCell(
            inputSize: sizes.input, hiddenSize: sizes.hidden, initializer: .uniform(bound: 0.1), generator: generator)
        let inputs = hasInputRows ? sizes.tokens / 2 : sizes.tokens
        let inputRows = hasInputRows ? Tensor((0..<sizes.tokens).map { Int64($0 * 7 % inputs) }) : nil
        let given = leaf(drawn([inputs, sizes.input])), start = leaf(drawn([sizes.rows, sizes.hidden]))
        try compare(cell, leaves: [given, start], sizes: sizes) { usesKernel in
            let found =
                usesKernel
                ? cell.runKernel(inputs: given, inputRows: inputRows, start: start, stepSizes: sizes.steps)
                : cell.unroll(inputs: given, inputRows: inputRows, start: start, stepSizes: sizes.steps)
            return found.states + found.cells * 0.5
        }
    }

    @Test(arguments: Sizes.all, [false, true])
    func multiplicativeLSTM(sizes: Sizes, hasInputRows: Bool) throws {
        let cell = MultiplicativeLSTMCell(
            inputSize: sizes.input, hiddenSize: sizes.hidden, initializer: .uniform(bound: 0.1), generator: generator)
        let inputs = hasInputRows ? sizes.tokens / 2 : sizes.tokens
        let inputRows = hasInputRows ? Tensor((0..<sizes.tokens).map { Int64($0 * 7 % inputs) }) : nil
        let given = leaf(drawn([inputs, sizes.input])), start = leaf(drawn([sizes.rows, sizes.hidden]))
        try compare(cell, leaves: [given, start], sizes: sizes) { usesKernel in
            let found =
                usesKernel
                ? cell.runKernel(inputs: given, inputRows: inputRows, start: start, stepSizes: sizes.steps)
                : cell.unroll(inputs: given, inputRows: inputRows, start: start, stepSizes: sizes.steps)
            return found.states + found.cells * 0.5
        }
    }

    /// A table of what each item gives, without gradients.
    @Test(arguments: Sizes.all)
    func standardFromTable(sizes: Sizes) throws {
        let cell = StandardCell(
            hiddenSize: sizes.hidden, inputSize: sizes.input, hasUser: false, initializer: .uniform(bound: 0.1),
            generator: generator)
        let vectors = drawn([40, sizes.input]), state = drawn([sizes.rows, sizes.hidden]) * 0.5
        let items = Tensor((0..<sizes.tokens).map { Int64($0 * 11 % 40) })
        let expected = cell.unroll(
            items: vectors.indexSelect(0, items), user: nil, state: state, stepSizes: sizes.steps)
        let found = cell.runKernel(
            table: cell.table(of: vectors), items: items, state: state, stepSizes: sizes.steps)
        #expect(try relativeDistance(found, expected) < 1e-5)
    }
}
