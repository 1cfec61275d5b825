import Foundation
import SegueData
import SegueModels
import SegueTesting
import Testing
import Torch
import TorchNN

@testable import SegueExperiments
@testable import SegueTraining

/// Objectives over drawn items.
@Suite struct ObjectiveTests {
    /// With many draws the sampled softmax is the softmax over all items, whatever the items are drawn by.
    @Test(arguments: [0.0, 0.5, 1.0]) func sampledSoftmaxEstimatesTheFullOne(exponent: Double) throws {
        let generator = try Generator(seed: 5)
        let output = Linear(
            inputSize: 6, outputSize: 40, initializer: .normal(deviation: 0.7), generator: generator)
        let input = Tensor.normal([64, 6], deviation: 1, generator: generator)
        let targets = Tensor((0..<64).map { Int64($0 * 11 % 40) })
        let sampled = SharedNegativesObjective(
            kind: .sampledSoftmax, count: 200_000, itemCounts: (1...40).map { $0 * $0 }, exponent: exponent,
            device: .cpu)
        let full = CrossEntropyObjective()
        let found = try sampled.loss(input, table: ItemTable(output), targets: targets, generator: generator).scalar()
        let expected = try full.loss(input, table: ItemTable(output), targets: targets, generator: generator).scalar()
        #expect(abs(found - expected) < 0.005 * expected, "\(found) \(expected)")
    }

    /// A tenth of the target's share goes to all four items evenly: worked out by hand from the logits 0, ln 2, ln 3, ln 4.
    @Test(arguments: [false, true]) func smoothedCrossEntropyByHand(hasBias: Bool) throws {
        let logits = [0, 0.693147180559945, 1.098612288668110, 1.386294361119891].map { Float($0) }
        let weight = Parameter(hasBias ? .zeros([4, 1]) : Tensor(logits).reshaped([4, 1]))
        let table = ItemTable(weight: weight, bias: hasBias ? Parameter(Tensor(logits)) : nil, firstRow: 0)
        let loss = CrossEntropyObjective(smoothing: 0.1).loss(
            .ones([2, 1]), table: table, targets: Tensor([Int64(3), 0]), generator: try Generator(seed: 1))
        // −ln p = ln 10 − logit. Targets: ln 2.5 and ln 10; of all items the mean is ln 10 − ln 24 ∕ 4.
        let expected = 0.9 * (0.916290731874155 + 2.302585092994046) / 2 + 0.1 * 1.508071637476556
        #expect(abs(try loss.scalar() - expected) < 1e-6)
    }

    /// Cosines divided by a temperature: 3-4-5 triangles, worked out by hand.
    @Test func scoresCanBeCosines() throws {
        let weight = Parameter(Tensor([Float](arrayLiteral: 9, 9, 3, 4, -8, 6, 0, 0)).reshaped([4, 2]))
        let table = ItemTable(weight: weight, firstRow: 1, temperature: 0.5)
        let state = table.scaled(Tensor([Float](arrayLiteral: 0, 7)).reshaped([1, 2]))
        let scores: [Float] = try table.scores(state).array()
        for (found, expected) in zip(scores, [1.6, 1.2, 0]) { #expect(abs(Double(found) - expected) < 1e-6) }
        let some: [Float] = try table.rows(of: Tensor([Int64(1)])).array()
        for (found, expected) in zip(some, [-0.8, 0.6]) { #expect(abs(Double(found) - expected) < 1e-6) }
    }

    /// With as many negatives as there are items outside a user's window, the loss is that of a softmax without his others.
    @Test func negativesOutsideTheOwnItems() throws {
        let generator = try Generator(seed: 4)
        let output = Linear(inputSize: 3, outputSize: 9, initializer: .normal(deviation: 1), generator: generator)
        // Items 1, 2, 3 then 4; and 8 then 1.
        let batch = SequenceBatch(
            columns: InteractionColumns(items: [1, 2, 3, 4, 8, 1]),
            rows: [
                SequenceBatch.Row(user: 1, interactions: 0..<3), SequenceBatch.Row(user: 2, interactions: 4..<5),
            ], knowsTargets: true, device: .cpu)
        let states = Tensor.normal([4, 3], deviation: 1, generator: generator)
        let targets = batch.targets.map { Int64($0) - 1 }
        let loss = UserNegativesObjective(kind: .sampledSoftmax, count: 100).loss(
            states, of: batch, table: ItemTable(output), targets: Tensor(targets), generator: generator)
        let scores: [Float] = try states.linear(output.weight.value, bias: output.bias?.value).detached().array()
        var expected = 0.0
        for (index, target) in targets.enumerated() {
            let own: Set<Int> = batch.predictions[index].row == 0 ? [0, 1, 2, 3] : [7, 0]
            let rest = (0..<9).filter { !own.contains($0) || $0 == Int(target) }
            let row = rest.map { Double(scores[index * 9 + $0]) }
            expected += (log(row.map(exp).reduce(0, +)) - Double(scores[index * 9 + Int(target)])) / 4
        }
        #expect(abs(try loss.scalar() - expected) < 1e-5)
        let drawn = try UserNegativesObjective(kind: .bpr, count: 3).draw(
            outside: [0, 4], itemCount: 9, generator, device: .cpu
        ).array(Int64.self)
        #expect(drawn.count == 3 && Set(drawn).count == 3 && !drawn.contains(0) && !drawn.contains(4))
    }

    @Test func itemsAreDrawnByFrequency() throws {
        let objective = SharedNegativesObjective(
            kind: .bpr, count: 100_000, itemCounts: [1, 4, 0, 16], exponent: 0.5, device: .cpu)
        let drawn = try objective.draw(Generator(seed: 2)).array(Int64.self)
        let shares = (0..<4).map { item in Double(drawn.count { $0 == item }) / 100_000 }
        // Weights 1, 2, 1 (as if it occurred once) and 4.
        for (share, expected) in zip(shares, [0.125, 0.25, 0.125, 0.5]) { #expect(abs(share - expected) < 0.006) }
    }

    /// β = 1 without calibration, α when probabilities are to be calibrated.
    @Test func weightOfThePositive() {
        var configuration = NextItemProblem.Configuration()
        configuration.negatives.count = 10
        configuration.negatives.calibration = 0
        #expect(configuration.positiveWeight(itemCount: 101) == 1)
        configuration.negatives.calibration = 1
        #expect(abs(configuration.positiveWeight(itemCount: 101) - 0.1) < 1e-12)
    }

    @Test(arguments: ObjectiveKind.allCases.filter { $0 != .meanSquaredError }) func everyObjectiveLearnsTheChain(
        kind: ObjectiveKind
    ) throws {
        let chain = try SyntheticChain(itemCount: 80, userCount: 300, length: 11)
        let entry = try ModelCatalog.nextItem(named: "standard-gru")
        let sizes = DataShape(itemCount: 80, userCount: 300)
        let settings = try SettingsTree(yaml: "{hiddenSize: 24, itemDropoutRate: 0.1}", file: "test")
        let model = try entry.make(
            SettingsOverlay.apply(settings, over: entry.defaults, path: "settings") {
                try entry.configuration(from: $0)
            }, shape: sizes, generator: Generator(seed: 1))
        var problem = NextItemProblem.Configuration()
        problem.objective = kind
        problem.negatives.count = kind == .generalizedCrossEntropy ? 8 : 32
        problem.windowLength = 5
        var configuration = TrainingConfiguration()
        configuration.batchSize = 16
        // Binary cross-entropy first learns that most items are not the next one.
        configuration.epochs = kind == .generalizedCrossEntropy ? 45 : 10
        configuration.optimizer.learningRate = 0.01
        // The output's and the tables' rows are updated where they are touched.
        configuration.sparseTableRows = 1
        let neural = try #require(model as? any SequenceModel)
        try Trainer(
            model: neural, training: chain.training, configuration: configuration, problem: problem, seed: 1
        ).run()
        #expect(neural.itemTable.weight.hasSparseGradient == (kind != .crossEntropy))
        try ModelConformance.beatsPopularity(neural, on: chain, minimumRecall: 0.6)
    }
}
