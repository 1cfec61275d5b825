import SegueData
import SegueModels
import SegueTesting
import Testing

/// A model under the conformance battery.
struct ClassicalSubject: Sendable, CustomTestStringConvertible {
    let name: String
    /// Recall on the synthetic chain that the model must reach; `nil` for models that do not personalise.
    let minimumRecall: Double?
    let makeModel: @Sendable () throws -> any FittableModel
    let checkConfiguration: @Sendable () throws -> Void

    var testDescription: String { name }

    init<Configuration: ModelConfiguration>(
        _ name: String, minimumRecall: Double?, _ configuration: Configuration,
        _ makeModel: @escaping @Sendable (Configuration) throws -> any FittableModel
    ) {
        self.name = name
        self.minimumRecall = minimumRecall
        self.makeModel = { try makeModel(configuration) }
        checkConfiguration = { try ModelConformance.configurationRoundTrip(configuration) }
    }

    static let all: [ClassicalSubject] = [
        ClassicalSubject("popularity", minimumRecall: nil, Popularity.Configuration()) {
            try Popularity(configuration: $0)
        },
        ClassicalSubject("recent popularity", minimumRecall: nil, RecentPopularity.Configuration()) {
            try RecentPopularity(configuration: $0)
        },
        ClassicalSubject("item-kNN", minimumRecall: 0.6, ItemKNN.Configuration()) {
            try ItemKNN(configuration: $0)
        },
        ClassicalSubject(
            "item-kNN, last two items", minimumRecall: 0.6,
            changed(ItemKNN.Configuration()) {
                $0.historyLength = 2
                $0.similarity.shrinkage = 3
            }
        ) { try ItemKNN(configuration: $0) },
        ClassicalSubject("decayed item-kNN", minimumRecall: 0.6, DecayedItemKNN.Configuration()) {
            try DecayedItemKNN(configuration: $0)
        },
        ClassicalSubject(
            "decayed item-kNN, days, normalised", minimumRecall: 0.6,
            changed(DecayedItemKNN.Configuration()) {
                $0.unit = .days
                $0.normalisation = .neighbourhood
            }
        ) { try DecayedItemKNN(configuration: $0) },
        ClassicalSubject(
            "BPR-MF", minimumRecall: 0.3, changed(BPRMF.Configuration()) { $0.learningRate = 0.1 }
        ) { try BPRMF(configuration: $0) },
        ClassicalSubject(
            "sequential MF", minimumRecall: 0.6, changed(SequentialMF.Configuration()) { $0.learningRate = 0.1 }
        ) { try SequentialMF(configuration: $0) },
    ]
}

private func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var value = value
    change(&value)
    return value
}

@Suite("Classical models keep the rules of every model")
struct ClassicalConformanceTests {
    private func fitted(_ subject: ClassicalSubject, _ chain: SyntheticChain) throws -> any FittableModel {
        let model = try subject.makeModel()
        var generator = SeededGenerator(seed: 1)
        try model.fit(chain.training, generator: &generator) { _ in }
        return model
    }

    @Test("the battery", arguments: ClassicalSubject.all)
    func battery(subject: ClassicalSubject) throws {
        let chain = try SyntheticChain(itemCount: 30, userCount: 40, length: 9)
        let model = try fitted(subject, chain)
        var queries = Array(chain.queries.prefix(5))
        for index in queries.indices { queries[index].positions = index..<10 }
        queries.append(SequenceQuery(user: 0, items: queries[1].items, positions: 0..<9))
        queries.append(SequenceQuery(user: 3, items: queries[2].items, times: queries[2].times, positions: 4..<4))
        try subject.checkConfiguration()
        try ModelConformance.stateRoundTrip(model, into: subject.makeModel(), queries: queries)
        try ModelConformance.incompleteStateIsRefused(model, queries: queries)
        try ModelConformance.batchEqualsSingle(model, queries: queries)
        try ModelConformance.queryOrderChangesNothing(model, queries: queries)
        try ModelConformance.futureChangesNothing(model, queries: queries)
        try ModelConformance.extremeHistories(model, longest: 3_000)
        try ModelConformance.unknownUsersAndItems(model, userCount: 40, history: [3, 1, 4, 1, 5, 9, 2, 6])
        try ModelConformance.impossiblePositionsAreRefused(model)
        try ModelConformance.fitIsReproducible(chain.training, makeModel: subject.makeModel)
        try ModelConformance.fitReportsProgress(chain.training, makeModel: subject.makeModel)
    }

    @Test("beats popularity on a chain with a known answer", arguments: ClassicalSubject.all)
    func chain(subject: ClassicalSubject) throws {
        guard let minimumRecall = subject.minimumRecall else { return }
        let chain = try SyntheticChain()
        try ModelConformance.beatsPopularity(fitted(subject, chain), on: chain, minimumRecall: minimumRecall)
    }

    @Test("nothing scores before it is fitted", arguments: ClassicalSubject.all)
    func unfitted(subject: ClassicalSubject) throws {
        let model = try subject.makeModel()
        #expect(model.itemCount == 0)
        #expect(throws: ModelStateError.self) { try model.score([]) { _ in } }
        #expect(throws: ModelStateError.self) { try model.state() }
    }

    @Test("degenerate logs give a result or a clear error", arguments: ClassicalSubject.all)
    func degenerate(subject: ClassicalSubject) throws {
        let logs: [[[Int32]]] = [[[1]], [[1], [1]], [[1, 1, 1]], [[1, 2]], [[], [2]], [[]]]
        for histories in logs {
            let times = histories.map { $0.map { _ in Int64(5) } }
            let training = try makeTraining(histories, itemCount: 2, times: times)
            var generator = SeededGenerator(seed: 1)
            let model = try subject.makeModel()
            do { try model.fit(training, generator: &generator) { _ in } } catch is FittingError { continue }
            try ModelConformance.extremeHistories(model, longest: 50)
        }
    }
}
