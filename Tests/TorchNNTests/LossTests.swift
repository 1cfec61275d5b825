import TestSupport
import Testing
import Torch

@testable import TorchNN

/// Losses against PyTorch, and the fused loss against the plain one.
@Suite struct LossTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("torchnn", in: .module) }

    private func check(_ name: String, inputs: [String], _ loss: ([Tensor]) throws -> Tensor) throws {
        let leaves = try inputs.map { leaf(try fixture.tensor("\(name)/\($0)")) }
        let value = try loss(leaves)
        #expect(try distance(value, fixture.tensor("\(name)/output")) < 1e-5)
        value.backward()
        for (input, tensor) in zip(inputs, leaves) {
            let expected = try fixture.tensor("\(name)/gradient/\(input)")
            #expect(try distance(#require(tensor.gradient), expected) < 1e-5, "\(name) \(input)")
        }
    }

    @Test(arguments: ["cross_entropy", "cross_entropy_large"])
    func crossEntropy(name: String) throws {
        let target = try fixture.tensor("\(name)/target")
        try check(name, inputs: ["input"]) { Loss.crossEntropy($0[0], targets: target) }
    }

    @Test func maskedRowsAreLeftOut() throws {
        let mask: [Float] = try fixture.tensor("cross_entropy_masked/mask").array()
        let valid = Tensor(mask.indices.filter { mask[$0] > 0 }.map(Int64.init))
        let target = try fixture.tensor("cross_entropy_masked/target")
        try check("cross_entropy_masked", inputs: ["input"]) {
            Loss.crossEntropy($0[0].indexSelect(0, valid), targets: target.indexSelect(0, valid))
        }
    }

    @Test func otherLosses() throws {
        try check("bayesian_personalized_ranking", inputs: ["input/positive", "input/negative"]) {
            Loss.bpr(positive: $0[0], negative: $0[1])
        }
        let binary = try fixture.tensor("binary_cross_entropy/target")
        try check("binary_cross_entropy", inputs: ["input"]) { Loss.binaryCrossEntropy($0[0], targets: binary) }
        let real = try fixture.tensor("mean_squared_error/target")
        try check("mean_squared_error", inputs: ["input"]) { Loss.meanSquaredError($0[0], targets: real) }
    }

    /// Sizes with one block, with several, with one row, with many chunks of items, so many that chunks are multiplied twice,
    /// and hidden sizes of more than one block.
    ///
    /// The reference computes in double precision. In single, where 100,000 items cancel out in a row's gradient, the plain
    /// path itself is off by more than 1e-5; the fused one may not be off by more than that.
    @Test(arguments: [
        (7, 5, 4, true), (300, 8, 9_000, true), (1, 3, 2, false), (40, 2, 70_000, false), (300, 4, 160_000, true),
        (1_100, 530, 1_300, true), (40, 16, 151_000, false),
    ])
    func fusedEqualsPlain(rows: Int, hidden: Int, items: Int, hasBias: Bool) throws {
        let generator = try Generator(seed: 3)
        let drawn = [[rows, hidden], [items, hidden], [items]].map {
            Tensor.normal($0, deviation: 1, generator: generator)
        }
        let scaled = [drawn[0], drawn[1] / Double(hidden).squareRoot(), drawn[2]]
        let targets = Tensor((0..<rows).map { Int64(($0 * 7919) % items) })
        func results(_ type: DType, isFused: Bool) throws -> [Tensor] {
            let leaves = scaled.prefix(hasBias ? 3 : 2).map { leaf($0.to(type)) }
            let bias = hasBias ? leaves[2] : nil
            let loss =
                isFused
                ? Loss.linearCrossEntropy(leaves[0], weight: leaves[1], bias: bias, targets: targets)
                : Loss.crossEntropy(leaves[0].linear(leaves[1], bias: bias), targets: targets)
            (loss * 3).backward()
            return try [loss] + leaves.map { try #require($0.gradient) }
        }
        let expected = try results(.float64, isFused: false), plain = try results(.float32, isFused: false)
        let single = try results(.float32, isFused: true), double = try results(.float64, isFused: true)
        for index in expected.indices {
            let usual = try relativeDistance(plain[index], expected[index])
            #expect(try relativeDistance(single[index].to(.float64), expected[index]) < max(1e-5, usual), "\(index)")
            #expect(try relativeDistance(double[index], expected[index]) < 1e-12, "\(index)")
        }
    }

    /// Negatives shared by all rows, some of them the target of a row: the kernel against tensor operations in double.
    @Test(
        arguments: [
            NegativeLoss.sampledSoftmax, .bpr, .bprMax(regularization: 0.3),
            .generalizedCrossEntropy(positiveWeight: 0.2),
        ], [(150, 8, 37), (270, 70, 333)])
    func sharedNegativesEqualPlain(kind: NegativeLoss, sizes: (rows: Int, hidden: Int, count: Int)) throws {
        let generator = try Generator(seed: 3)
        let (rows, hidden, count) = sizes
        // Scores stay under 20, from where PyTorch's softplus is a straight line.
        let drawn = [[rows, hidden], [count, hidden], [count], [rows]].map {
            Tensor.normal($0, deviation: 0.5, generator: generator)
        }
        let negatives = Tensor((0..<count).map { Int64($0 * 31 % 50) })
        let targets = Tensor((0..<rows).map { Int64($0 * 7 % 50) })
        let plain = drawn.map { leaf($0.to(.float64)) }
        let isTarget = targets.unsqueezed(1).equal(to: negatives.unsqueezed(0))
        let expected = Loss.plain(
            kind, scores: plain[0].linear(plain[1], bias: plain[2]), positives: plain[3], isTarget: isTarget)
        (expected * 2).backward()
        for (type, tolerance) in [(DType.float32, 1e-5), (.float64, 1e-12)] {
            let fused = drawn.map { leaf($0.to(type)) }
            let found = Loss.sharedNegatives(
                kind, input: fused[0], weight: fused[1], bias: fused[2], positives: fused[3], negatives: negatives,
                targets: targets)
            #expect(try relativeDistance(found.to(.float64), expected) < tolerance)
            (found * 2).backward()
            for (one, other) in zip(fused, plain) {
                let apart = try relativeDistance(#require(one.gradient), #require(other.gradient))
                #expect(apart < tolerance)
            }
        }
    }

    @Test func fusedNamesWrongShapes() {
        let error = #expect(throws: TorchError.self) {
            try withTorchErrors {
                _ = Loss.linearCrossEntropy(.zeros([3, 4]), weight: .zeros([9, 5]), bias: nil, targets: .zeros([3]))
            }
        }
        #expect(error?.operation == "segue::linear_cross_entropy")
        #expect(error?.shapes == [[3, 4], [9, 5], [3]])
    }
}
