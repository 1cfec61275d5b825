import Foundation
import SafeTensors
import SegueData
import SegueTesting
import Testing

@testable import SegueModels

@Suite("Factorization models equal their definitions")
struct FactorizationTests {
    let fixture: ClassicalFixture

    init() throws {
        fixture = try ClassicalFixture.load()
    }

    private func matrix(_ rows: [[Float]]) -> FactorMatrix {
        FactorMatrix(count: rows.count, factorCount: rows[0].count, values: rows.flatMap { $0 })
    }

    private func rows(_ matrix: FactorMatrix) -> [[Float]] {
        (0..<matrix.count).map { row in (0..<matrix.factorCount).map { matrix[row, $0] } }
    }

    private func tensor(_ rows: [[Float]]) -> HostTensor {
        HostTensor(shape: [rows.count, rows[0].count], values: rows.flatMap { $0 })
    }

    @Test("five steps of BPR")
    func bprSteps() throws {
        let reference = fixture.bpr
        var configuration = BPRMF.Configuration()
        configuration.learningRate = reference.rate
        configuration.userRegularization = reference.decay[0]
        configuration.positiveRegularization = reference.decay[1]
        configuration.negativeRegularization = reference.decay[2]
        configuration.biasRegularization = reference.decay[3]
        var parameters = BPRMF.Parameters(
            users: matrix(reference.users), items: matrix(reference.items), biases: reference.bias)
        let results = try #require(
            parameters.withStep(configuration) { step in
                reference.triples.map { step.learn(user: $0[0], positive: $0[1], negative: $0[2]) }
            })
        #expect(largestDifference([results.map(\.difference)], [reference.differences]) < 1e-5)
        #expect(largestDifference(rows(parameters.users), reference.after.users) < 1e-5)
        #expect(largestDifference(rows(parameters.items), reference.after.items) < 1e-5)
        #expect(largestDifference([parameters.biases], [reference.after.bias]) < 1e-5)
    }

    @Test("BPR scores are bias plus inner product")
    func bprScores() throws {
        let after = fixture.bpr.after
        var configuration = BPRMF.Configuration()
        configuration.factorCount = after.users[0].count
        let model = try BPRMF(configuration: configuration)
        try model.load(state: [
            "userFactors": tensor(after.users), "itemFactors": tensor(after.items),
            "itemBias": HostTensor(shape: [after.bias.count], values: after.bias),
            "foldIn": HostTensor(
                shape: [3, configuration.factorCount],
                values: [Float](repeating: 0, count: 3 * configuration.factorCount)),
        ])
        let queries = (1...3).map { NextItemQuery(user: $0, history: [1, 2]) }
        let table = try ScoreTable(model, queries)
        #expect(largestDifference(table.rows.map { $0[0] }, after.scores) < 1e-5)
        // The vector of an unknown user is zero here, so the bias remains.
        #expect(try ScoreTable(model, [NextItemQuery(user: 0, history: [1])]).rows[0][0] == after.bias)
    }

    @Test("five steps of sequential MF, with windows of 2, 1 and 0 items")
    func sequentialSteps() throws {
        let reference = fixture.sequential
        var configuration = SequentialMF.Configuration()
        configuration.learningRate = reference.rate
        configuration.userRegularization = reference.decay[0]
        configuration.itemRegularization = reference.decay[1]
        configuration.sequenceRegularization = reference.decay[2]
        var parameters = SequentialMF.Parameters(
            users: matrix(reference.users), items: matrix(reference.items), previous: matrix(reference.previous),
            next: matrix(reference.next))
        let results = try #require(
            parameters.withStep(configuration) { step in
                reference.samples.map { sample in
                    sample.window.withUnsafeBufferPointer {
                        step.learn(
                            user: sample.user, window: $0, positive: sample.positive, negative: sample.negative)
                    }
                }
            })
        #expect(largestDifference([results.map(\.difference)], [reference.differences]) < 1e-5)
        #expect(largestDifference(rows(parameters.users), reference.after.users) < 1e-5)
        #expect(largestDifference(rows(parameters.items), reference.after.items) < 1e-5)
        #expect(largestDifference(rows(parameters.previous), reference.after.previous) < 1e-5)
        #expect(largestDifference(rows(parameters.next), reference.after.next) < 1e-5)
    }

    private func sequentialModel(windowSize: Int) throws -> SequentialMF {
        let tables = fixture.sequential.after
        var configuration = SequentialMF.Configuration()
        configuration.factorCount = tables.users[0].count
        configuration.windowSize = windowSize
        let model = try SequentialMF(configuration: configuration)
        try model.load(state: [
            "userFactors": tensor(tables.users), "itemFactors": tensor(tables.items),
            "previousItemFactors": tensor(tables.previous), "nextItemFactors": tensor(tables.next),
            "foldIn": HostTensor(
                shape: [3, configuration.factorCount],
                values: [Float](repeating: 0, count: 3 * configuration.factorCount)),
        ])
        return model
    }

    @Test("sequential scores add the last two items")
    func sequentialScores() throws {
        let reference = fixture.sequential
        let query = NextItemQuery(
            user: 2, items: reference.history[...], positions: 0..<reference.history.count + 1)
        let table = try ScoreTable(sequentialModel(windowSize: 2), [query])
        #expect(largestDifference(table.rows[0], reference.scores) < 1e-5)
    }

    @Test("with a window of one the model is FPMC: the same scores")
    func fpmcScores() throws {
        let tables = fixture.sequential.after
        let history: [Int32] = [3, 7, 2]
        let query = NextItemQuery(user: 3, items: history[...], positions: 1..<4)
        let rows = try ScoreTable(sequentialModel(windowSize: 1), [query]).rows[0]
        for (index, previous) in history.enumerated() {
            // Rendle et al. 2010, with one item in the basket:
            // ⟨V^(U,I)_u, V^(I,U)_i⟩ + ⟨V^(I,L)_i, V^(L,I)_l⟩.
            let expected = (0..<7).map { item in
                zip(tables.users[2], tables.items[item]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                    + zip(tables.next[item], tables.previous[Int(previous) - 1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            }
            #expect(largestDifference([rows[index]], [expected]) < 1e-5)
        }
    }

    @Test("with a window of one the model is FPMC: the same step")
    func fpmcStep() throws {
        let reference = fixture.sequential
        var configuration = SequentialMF.Configuration()
        configuration.learningRate = 0.1
        (configuration.userRegularization, configuration.itemRegularization) = (0.01, 0.02)
        configuration.sequenceRegularization = 0.03
        var parameters = SequentialMF.Parameters(
            users: matrix(reference.users), items: matrix(reference.items), previous: matrix(reference.previous),
            next: matrix(reference.next))
        let (user, basket, positive, negative) = (1, 4, 2, 6)
        _ = parameters.withStep(configuration) { step in
            [Int32(basket)].withUnsafeBufferPointer {
                step.learn(user: user, window: $0, positive: positive, negative: negative)
            }
        }
        // Rendle et al. 2010, the step of S-BPR, factor by factor.
        var (ui, iu, il, li) = (reference.users, reference.items, reference.next, reference.previous)
        func dot(_ left: [Float], _ right: [Float]) -> Float { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
        func score(_ item: Int) -> Float { dot(ui[user], iu[item]) + dot(il[item], li[basket]) }
        let delta = 1 - 1 / (1 + exponential(-(score(positive) - score(negative))))
        for factor in ui[0].indices {
            let (u, i, j) = (ui[user][factor], iu[positive][factor], iu[negative][factor])
            let (p, n, l) = (il[positive][factor], il[negative][factor], li[basket][factor])
            ui[user][factor] += 0.1 * (delta * (i - j) - 0.01 * u)
            iu[positive][factor] += 0.1 * (delta * u - 0.02 * i)
            iu[negative][factor] += 0.1 * (-delta * u - 0.02 * j)
            il[positive][factor] += 0.1 * (delta * l - 0.03 * p)
            il[negative][factor] += 0.1 * (-delta * l - 0.03 * n)
            li[basket][factor] += 0.1 * (delta * (p - n) - 0.03 * l)
        }
        #expect(largestDifference(rows(parameters.users), ui) < 1e-6)
        #expect(largestDifference(rows(parameters.items), iu) < 1e-6)
        #expect(largestDifference(rows(parameters.next), il) < 1e-6)
        #expect(largestDifference(rows(parameters.previous), li) < 1e-6)
    }

    /// e^x by its series, so that the expected step owes nothing to the library's function.
    private func exponential(_ x: Float) -> Float {
        var (term, sum) = (1.0, 1.0)
        for power in 1..<40 {
            term *= Double(x) / Double(power)
            sum += term
        }
        return Float(sum)
    }

    @Test("negatives are never seen items, and follow count^β")
    func negatives() throws {
        let training = try makeTraining([[1, 2, 3, 1], [4, 4, 4, 5], [1, 2, 3, 4, 5, 6]], itemCount: 6)
        let rows = TrainingRows(training)
        let seen = UserItemSets(training)
        #expect(seen.items == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5])
        #expect(seen.userOffsets == [0, 3, 5, 11])
        var generator = SeededGenerator(seed: 3)
        let uniform = NegativeSampler(rows: rows, seen: seen, popularityExponent: 0)
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<3_000 { counts[try #require(uniform.draw(user: 0, positive: 0, using: &generator))] += 1 }
        #expect(counts[0...2].allSatisfy { $0 == 0 })
        #expect(counts[3...5].allSatisfy { abs($0 - 1_000) < 120 })
        // Items 4, 5 and 6 have 4, 2 and 1 interactions: with β = 1 shares of 4/7, 2/7 and 1/7.
        let weighted = NegativeSampler(rows: rows, seen: seen, popularityExponent: 1)
        counts = [Int](repeating: 0, count: 6)
        for _ in 0..<3_500 { counts[try #require(weighted.draw(user: 0, positive: 0, using: &generator))] += 1 }
        #expect(abs(counts[3] - 2_000) < 150 && abs(counts[4] - 1_000) < 120 && abs(counts[5] - 500) < 100)
        // A user who has seen everything has no negative; without the exclusion all but the positive are.
        #expect(uniform.draw(user: 2, positive: 0, using: &generator) == nil)
        let others = NegativeSampler(rows: rows, seen: nil, popularityExponent: 0)
        let drawn = Set((0..<500).compactMap { _ in others.draw(user: 2, positive: 3, using: &generator) })
        #expect(drawn == [0, 1, 2, 4, 5])
    }

    @Test("an unknown user with a trained user's history is guessed along the fitted line")
    func foldIn() throws {
        // One factor; item vectors 1, 2 and 3; users at 2 × mean + 1 exactly, so the fit must give slope 2.
        let items = matrix([[1], [2], [3]])
        let rows = TrainingRows(try makeTraining([[1], [2, 2], [3, 1, 2, 2]], itemCount: 3))
        let foldIn = UserFoldIn(users: matrix([[3], [5], [5]]), items: items, rows: rows)
        #expect(abs(foldIn.slope - 2) < 1e-6)
        var sum = FactorVector(laneCount: 1)
        sum.add(row: 2, of: items)
        #expect(abs(foldIn.vector(sum: sum, count: 1).lanes[0][0] - 7) < 1e-5)
        #expect(abs(foldIn.vector(sum: sum, count: 0).lanes[0][0] - 13 / 3) < 1e-5)
    }

    @Test("a rate that makes the parameters diverge is an error, not a model that scores NaN")
    func divergence() throws {
        var configuration = BPRMF.Configuration()
        configuration.learningRate = 1e30
        configuration.userRegularization = 1
        let model = try BPRMF(configuration: configuration)
        var generator = SeededGenerator(seed: 1)
        #expect(throws: FittingError.self) {
            try model.fit(SyntheticChain().training, generator: &generator) { _ in }
        }
        #expect(throws: ModelStateError.notFitted(model: "BPRMF")) { try model.score([]) { _ in } }
    }

    @Test(
        "threads without locks still learn the chain",
        .disabled(
            if: ProcessInfo.processInfo.environment["SEGUE_THREAD_SANITIZER"] != nil,
            "they race by design, which a thread sanitizer reports"))
    func hogwild() throws {
        let chain = try SyntheticChain()
        var configuration = SequentialMF.Configuration()
        configuration.learningRate = 0.1
        configuration.threads = 2
        let model = try SequentialMF(configuration: configuration)
        var generator = SeededGenerator(seed: 1)
        try model.fit(chain.training, generator: &generator) { _ in }
        try ModelConformance.beatsPopularity(model, on: chain, minimumRecall: 0.6)
    }
}
