import SegueCore
import SegueData
import SegueModels
import Testing
import Torch
import TorchNN

@testable import SegueTraining

/// The order of examples, and what their loss is made of.
@Suite struct PointwiseProblemTests {
    /// One example for each event given.
    private func examples(events: [Int]) -> ExampleSet {
        var examples = ExampleSet(
            columns: InteractionColumns(items: []), events: InteractionColumns(items: [1, 2, 3, 4]))
        for (item, event) in events.enumerated() {
            examples.add(user: 1, item: Int32(item + 1), history: 0..<0, event: event, label: Float(item % 2))
        }
        return examples
    }

    @Test func examplesOfAnEventStandTogether() throws {
        var configuration = PointwiseProblem.Configuration()
        configuration.keepsEvents = true
        let events = [0, 0, 0, 1, 2, 2, -1, -1, 3, 3]
        var generator = SeededGenerator(seed: 2)
        let order = configuration.order(of: examples(events: events), generator: &generator).map { Int($0) }
        #expect(order != Array(0..<10))
        #expect(order.sorted() == Array(0..<10))
        for (first, last) in [(0, 2), (4, 5), (8, 9)] {
            let start = try #require(order.firstIndex(of: first))
            #expect(Array(order[start...start + last - first]) == Array(first...last))
        }
        configuration.groupSize = 2
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
    }

    /// Whether a batch was made beforehand or not, and wherever an epoch is entered, it holds the same.
    @Test func batchesMadeAheadAreTheSame() throws {
        let set = examples(events: Array(0..<23))
        var generator = SeededGenerator(seed: 3)
        let order = PointwiseProblem.Configuration().order(of: set, generator: &generator)
        func batches(_ ahead: BatchAhead?, from done: Int = 0) throws -> [[[Int64]]] {
            var source = PointwiseProblem.Source(
                examples: set, order: order, batchSize: 4, device: .cpu, ahead: ahead,
                cursor: .init(generator: generator, done: done, count: set.count))
            var found: [[[Int64]]] = []
            while let batch = source.next() {
                let labels = try batch.labels.to(.int64).array(Int64.self)
                let history = try batch.history(maximumLength: 3).mask.to(.int64).array(Int64.self)
                found.append([batch.rows.map { Int64($0) }, try batch.items.array(), labels, history])
                #expect(source.cursor.done == done + found.reduce(0) { $0 + $1[0].count })
            }
            return found
        }
        let plain = try batches(nil)
        #expect(plain.flatMap { $0[0] } == order.map { Int64($0) } && plain.last?[0].count == 3)
        #expect(plain.flatMap { $0[1] } == order.map { Int64($0) + 1 })
        #expect(try batches(BatchAhead()) == plain)
        #expect(try batches(BatchAhead(), from: 8) == Array(plain[2...]))
    }

    /// Predicts a constant, usually 0, and asks for more than that.
    private final class Network: AuxiliaryLossNetwork, @unchecked Sendable {
        let bias: Parameter
        let predicts = Prediction.logit

        init(_ logit: Double = 0) { bias = Parameter(.full([1], logit)) }

        func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor { bias.value.expanded([batch.count]) }

        func penalty(_ batch: ExampleBatch) -> Tensor? { .full([], 5) }

        func outputAndLoss(_ batch: ExampleBatch, generator: Generator) throws -> (output: Tensor, loss: Tensor?) {
            (self(batch, mode: .training(generator)), .full([], 3))
        }
    }

    /// Each sample counts by its kind: a purchase 3, a drawn negative ½, a view 1, a dislike 10, all of logit 1. The mean of
    /// log(1 + e⁻¹) twice and log(1 + e) twice, by these weights, is (4 · 0.3132617 + 10.5 · 1.3132617) ∕ 14.5.
    @Test func samplesCountByTheirWeights() throws {
        var set = ExampleSet(columns: InteractionColumns(items: []), events: InteractionColumns(items: [1]))
        for (label, weight) in zip([1, 0, 1, 0], [3, 0.5, 1, 10]) as Zip2Sequence<[Float], [Float]> {
            set.add(user: 1, item: 1, history: 0..<0, event: 0, label: label)
            set.setLastWeight(weight)
        }
        let problem = try PointwiseProblem(
            model: Network(1), examples: { [set] _ in set }, areRandom: false, batchSize: 4, direction: .lower)
        let loss = try problem.loss(ExampleBatch(set, rows: [0, 1, 2, 3], device: .cpu), generator: Generator(seed: 1))
        #expect(try abs(loss.loss.scalar() - 1.037_399_6) < 1e-5)
    }

    @Test func anAuxiliaryLossCountsAsAPenalty() throws {
        let set = examples(events: [0, 1, 2, 3])
        let problem = try PointwiseProblem(
            model: Network(), examples: { _ in set }, areRandom: false, batchSize: 4, direction: .lower)
        let loss = try problem.loss(ExampleBatch(set, rows: [0, 1], device: .cpu), generator: Generator(seed: 1))
        #expect(try abs(loss.loss.scalar() - 0.693_147) < 1e-5)
        #expect(try loss.penalty?.scalar() == 8)
    }
}
