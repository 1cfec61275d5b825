import SegueData
import Testing

@testable import SegueEvaluation

/// The AUC as a count of pairs: against one that compares all of them, and what it must not depend on.
@Suite("AUC")
struct AUCTests {
    private struct Sample {
        var users: [Int32] = []
        var labels: [Float] = []
        var logits: [Float] = []
        var weights: [Float] = []
    }

    /// Random rows of 11 users whose logits take a few values, so that many tie.
    private func sample(rows: Int, levels: UInt64, seed: UInt64) -> Sample {
        var generator = SeededGenerator(seed: seed)
        var sample = Sample()
        for _ in 0..<rows {
            sample.users.append(Int32(generator.next(below: 11)) + 1)
            sample.labels.append(generator.next(below: 3) == 0 ? 1 : 0)
            sample.logits.append(Float(generator.next() % levels) / 8 - 2)
            sample.weights.append(Float(generator.next(below: 5)) / 4)
        }
        return sample
    }

    /// All pairs of a click and another row, one by one.
    private func bruteForce(_ rows: [Int], _ sample: Sample, weights: [Double], tie: Double = 0.5) -> Double? {
        var (wins, pairs) = (0.0, 0.0)
        for click in rows where sample.labels[click] == 1 {
            for other in rows where sample.labels[other] == 0 {
                let weight = weights[click] * weights[other]
                pairs += weight
                if sample.logits[click] > sample.logits[other] { wins += weight }
                if sample.logits[click] == sample.logits[other] { wins += tie * weight }
            }
        }
        return pairs > 0 ? wins / pairs : nil
    }

    @Test(arguments: [2, 30, 1 << 40], [ClickOptions.Ties.half, .strict])
    func equalsAllPairs(levels: UInt64, ties: ClickOptions.Ties) throws {
        let sample = sample(rows: 150, levels: levels, seed: levels)
        var options = ClickOptions()
        options.ties = ties
        let tie = ties == .half ? 0.5 : 0
        for isWeighted in [false, true] {
            let set = try PointwiseExamples.set(
                users: sample.users, labels: sample.labels, weights: isWeighted ? sample.weights : nil)
            let result = try ClickEvaluator(options: options).evaluate(sample.logits, named: "m", on: set).evaluation
            let weights = isWeighted ? sample.weights.map { Double($0) } : sample.weights.map { _ in 1 }
            let whole = try #require(bruteForce(Array(0..<150), sample, weights: weights, tie: tie))
            #expect(agree(result[.auc], whole))
            var (sum, share, count, rowsOfAll) = (0.0, 0.0, 0, 0.0)
            for user in Int32(1)...11 {
                let rows = sample.users.indices.filter { sample.users[$0] == user }
                guard let auc = bruteForce(rows, sample, weights: weights, tie: tie) else { continue }
                let size = rows.reduce(0) { $0 + weights[$1] }
                (sum, share, count, rowsOfAll) = (sum + auc, share + size * auc, count + 1, rowsOfAll + size)
            }
            #expect(agree(result[.userAUC], sum / Double(count)))
            #expect(agree(result[.gauc], share / rowsOfAll))
        }
    }

    /// A user drawn twice counts as two, one drawn never as none: the resample written out in full.
    @Test func multiplicitiesAreTheResampleWrittenOut() throws {
        let sample = sample(rows: 200, levels: 9, seed: 4)
        let set = try PointwiseExamples.set(users: sample.users, labels: sample.labels)
        let order = ScoreOrder(sample.logits, rows: Array(0..<200))
        let auc = GlobalAUC(order, logits: sample.logits, set: set, ties: .half)
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<20 {
            let drawn = set.units.users.map { _ in Int(generator.next(below: 4)) }
            var written = Sample()
            for row in 0..<200 {
                for _ in 0..<drawn[Int(set.units.unitOfRow[row])] {
                    written.users.append(sample.users[row])
                    written.labels.append(sample.labels[row])
                    written.logits.append(sample.logits[row])
                }
            }
            let ones = written.users.map { _ in 1.0 }
            let expected = try #require(bruteForce(Array(written.users.indices), written, weights: ones))
            #expect(auc.value(multiplicities: drawn.map { Double($0) }) == expected)
        }
    }

    /// Only the order of the logits matters, not their size, and not the order of the rows.
    @Test func isInvariantUnderMonotoneMaps() throws {
        let sample = sample(rows: 300, levels: 40, seed: 8)
        let set = try PointwiseExamples.set(users: sample.users, labels: sample.labels)
        let aucs: [Metric] = [.auc, .userAUC, .gauc]
        let values = { (logits: [Float], set: PointwiseSet) in
            let result = try ClickEvaluator().evaluate(logits, named: "m", on: set).evaluation
            return aucs.map { result[$0] }
        }
        let expected = try values(sample.logits, set)
        #expect(expected.allSatisfy { $0 != nil })
        #expect(try values(sample.logits.map { $0 * 1_024 - 64 }, set) == expected)
        #expect(try values(sample.logits.map { $0 * $0 * $0 }, set) == expected)
        #expect(try values(sample.logits.map { 1e-30 * ($0 + 8) }, set) == expected)
        let reversed = try PointwiseExamples.set(users: sample.users.reversed(), labels: sample.labels.reversed())
        for (one, other) in zip(try values(sample.logits.reversed(), reversed), expected) {
            #expect(agree(one, try #require(other)))
        }
        // Turned round, what won now loses.
        for (one, other) in zip(try values(sample.logits.map { -$0 }, set), expected) {
            #expect(agree(one, 1 - (try #require(other))))
        }
    }

    @Test func aConstantGetsChance() throws {
        let set = try PointwiseExamples.set(users: [1, 1, 1, 2, 2], labels: [1, 0, 0, 1, 0])
        for logits in [[Float](repeating: -1.5, count: 5), [0, -0.0, 0, -0.0, 0]] {
            let result = try ClickEvaluator().evaluate(logits, named: "m", on: set).evaluation
            #expect([.auc, .userAUC, .gauc].map { result[$0] } == [0.5, 0.5, 0.5])
            var options = ClickOptions()
            options.ties = .strict
            let strict = try ClickEvaluator(options: options).evaluate(logits, named: "m", on: set).evaluation
            #expect([.auc, .userAUC, .gauc].map { strict[$0] } == [0, 0, 0])
        }
    }

    @Test(arguments: [Float(0), 1]) func oneLabelHasNoAUC(label: Float) throws {
        let set = try PointwiseExamples.set(
            users: [1, 1, 2], labels: [label, label, label], groups: [1, 1, 2])
        var options = ClickOptions()
        options.bootstrap = Bootstrap()
        let result = try ClickEvaluator(options: options).evaluate([0, 1, 2], named: "m", on: set).evaluation
        for metric in [Metric.auc, .userAUC, .eventAUC, .gauc, .normalizedEntropy] {
            #expect(result[metric] == nil && result.intervals[metric] == nil)
        }
        #expect(result[.logLoss] != nil && result[.ece] != nil && result.intervals[.logLoss] != nil)
        #expect((result[.calibration] == nil) == (label == 0))
        #expect(result.counts.usersOfOneLabel == 2)
        #expect(result.notes.contains("User AUC and gAUC leave out 2 of 2 users: they have one label only."))
        #expect(result.notes.contains("Event AUC leaves out 2 of 2 events: they have one label only."))
    }

    @Test func keysOrderAsNumbersDo() {
        let rising: [Float] = [
            -.greatestFiniteMagnitude, -2, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1, 1.5,
            .greatestFiniteMagnitude,
        ]
        let keys = rising.map { ScoreOrder.key($0) }
        #expect(keys == keys.sorted() && Set(keys).count == rising.count)
        #expect(ScoreOrder.key(-0.0) == ScoreOrder.key(0))
        let order = ScoreOrder([3, 1, 3, -2, 1], rows: [0, 1, 2, 3, 4])
        #expect(order.rows == [3, 1, 4, 0, 2])
        let parts = order.parts([0, 1, 0, 1, 1], count: 3)
        #expect(Array(parts[0]) == [0, 2] && Array(parts[1]) == [3, 1, 4] && parts[2].isEmpty)
    }
}
