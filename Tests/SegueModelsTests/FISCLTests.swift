import SegueCore
import SegueData
import SegueTesting
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// What FISCL does besides its network's equations: labels, missing vectors, prefixes.
@Suite struct FISCLTests {
    private static let catalog = ItemCatalog([
        .init(id: "item 1", categories: ["Drama"]), .init(id: "item 2", categories: ["Comedy", "Drama"]),
        .init(id: "item 4", categories: ["War"]),
    ])

    private static func configuration() -> FISCL.Configuration {
        var configuration = FISCL.Configuration()
        configuration.itemVectors.dimension = 4
        configuration.itemVectors.subsamplingThreshold = 0
        configuration.hiddenSize = 6
        configuration.historyLength = 3
        return configuration
    }

    /// Items 1…4; item 4 is rated too low to be liked.
    private static func log() throws -> InteractionLog {
        let column: [Int32] = [1, 2, 3, 4, 2, 1, 3, 4, 3, 2, 1, 4]
        return try InteractionLog(
            users: Vocabulary(ids: ["a", "b", "c"]), items: Vocabulary(ids: (1...4).map { "item \($0)" }),
            offsets: [0, 4, 8, 12], itemColumn: column, ratingColumn: column.map { $0 == 4 ? 1 : 5 },
            source: DataSource(file: "synthetic", formatName: "synthetic", rowsRead: 12))
    }

    private static func pretrained(_ configuration: FISCL.Configuration) throws -> FISCL {
        let model = try FISCL(
            configuration: configuration, itemCount: 4, labelCount: 3, generator: Generator(seed: 1))
        var generator = SeededGenerator(seed: 1)
        try model.pretrain(
            TrainingSequences(log: log()), catalog: catalog, generator: &generator, progress: { _ in })
        return model
    }

    @Test func settingsKeepTheRules() throws {
        try ModelConformance.configurationRoundTrip(Self.configuration())
        for (field, change) in [
            ("labelWeight", { $0.labelWeight = 0 }), ("layerCount", { $0.layerCount = 0 }),
            ("historyLength", { $0.historyLength = 0 }), ("dimension", { $0.itemVectors.dimension = 0 }),
            ("minimumRating", { $0.minimumRating = .nan }),
        ] as [(String, (inout FISCL.Configuration) -> Void)] {
            var configuration = Self.configuration()
            change(&configuration)
            let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
            #expect(error?.field == field)
        }
    }

    @Test func labelsAreJoinedToItemVectors() throws {
        var configuration = Self.configuration()
        configuration.labelWeight = 0.5
        configuration.minimumRating = 3
        let vectors = try Self.pretrained(configuration).itemVectors()
        #expect(vectors.dimension == 7)
        let labels = (0..<4).map { Array(vectors.values[$0 * 7 + 4..<$0 * 7 + 7]) }
        #expect(labels == [[0.5, 0, 0], [0.5, 0.5, 0], [0, 0, 0], [0, 0, 0.5]])
        // Liked by nobody: no item2vec vector, but its label.
        #expect(vectors.values[21..<25].allSatisfy { $0 == 0 })
        #expect(vectors.values[0..<4].contains { $0 != 0 })
    }

    @Test(arguments: FISCL.Normalization.allCases)
    func normalization(kind: FISCL.Normalization) throws {
        var configuration = Self.configuration()
        configuration.normalization = kind
        let vectors = try Self.pretrained(configuration).itemVectors()
        for row in 0..<vectors.count {
            let whole = vectors.values[row * 7..<row * 7 + 7].reduce(Float(0)) { $0 + $1 * $1 }
            let own = vectors.values[row * 7..<row * 7 + 4].reduce(Float(0)) { $0 + $1 * $1 }
            if kind == .itemVectors { #expect(abs(own - 1) < 1e-5) }
            if kind == .joinedVectors { #expect(abs(whole - 1) < 1e-5) }
            if kind == .none { #expect(own < 0.9) }
        }
    }

    @Test func withoutLabelsInTheCatalogThereIsAnError() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try FISCL(configuration: Self.configuration(), itemCount: 4, labelCount: 0, generator: Generator(seed: 1))
        }
        #expect(error?.field == "usesLabels")
        #expect(error?.problem.contains("false") == true)
        var configuration = Self.configuration()
        configuration.usesLabels = false
        #expect(try Self.pretrained(configuration).itemVectors().dimension == 4)
    }

    @Test func aMinimumRatingNeedsRatings() throws {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["a"]), items: Vocabulary(ids: ["x", "y"]), offsets: [0, 2], itemColumn: [1, 2],
            source: DataSource(file: "synthetic", formatName: "synthetic", rowsRead: 2))
        let error = #expect(throws: Item2VecError.self) {
            try ItemHistories(TrainingSequences(log: log), minimumRating: 3)
        }
        #expect(error == .ratingsMissing)
        #expect(error?.description.contains("minimumRating") == true)
    }

    /// Nothing behind a position enters its scores, to the bit: changing every later item changes nothing.
    @Test func noFutureItemLeaks() throws {
        let model = try Self.pretrained(Self.configuration())
        let history: [Int32] = [1, 3, 2, 2, 4, 1, 3]
        let rows = try ScoreTable(model, [NextItemQuery(user: 0, items: history[...], positions: 0..<8)]).rows[0]
        for position in 0...6 {
            for other in Int32(1)...4 {
                var changed = history
                for index in position..<changed.count { changed[index] = (changed[index] + other) % 4 + 1 }
                let query = NextItemQuery(user: 0, items: changed[...], positions: 0..<8)
                #expect(try ScoreTable(model, [query]).rows[0][position] == rows[position])
            }
        }
        // While earlier items do count, as far back as the longest prefix reaches.
        let query = NextItemQuery(user: 0, items: [2, 3, 2, 2, 4, 1, 3], positions: 0..<8)
        let changed = try ScoreTable(model, [query]).rows[0]
        #expect(changed[1] != rows[1] && changed[3] != rows[3] && changed[4] == rows[4])
    }

    @Test func prefixesAreRowsNotCopies() {
        let batch = SequenceBatch(
            columns: InteractionColumns(items: [5, 6, 7, 4, 3, 8, 9]),
            rows: [.init(user: 0, interactions: 0..<3), .init(user: 0, interactions: 3..<7, context: 2)], device: .cpu)
        let source = PrefixSource(batch, longest: 3)
        #expect(source.items == [5, 6, 7, 4, 3, 8, 9])
        // Tokens by step: 5, 8; 6, 9; 7.
        #expect(source.prefixes == [0..<1, 3..<6, 0..<2, 4..<7, 0..<3])
        let rows = PrefixRows(source.prefixes[...])
        #expect(rows.stepSizes == [5, 4, 3])
        #expect(rows.rowOfPrefix == [4, 0, 3, 1, 2])
        #expect(rows.inputRows == [3, 4, 0, 0, 0, 4, 5, 1, 1, 5, 6, 2])
        #expect(rows.reversedInputRows == [5, 6, 2, 1, 0, 4, 5, 1, 0, 3, 4, 0])
        #expect(rows.lastTokens == [9, 10, 11, 8, 4])
        for (token, mirrored) in rows.reversal.enumerated() {
            #expect(rows.inputRows[token] == rows.reversedInputRows[Int(mirrored)])
            #expect(rows.reversal[Int(mirrored)] == Int64(token))
        }
    }

    @Test func item2vecModelKeepsTheRules() throws {
        let chain = try SyntheticChain(itemCount: 60, userCount: 400, length: 9)
        var configuration = Item2VecModel.Configuration()
        configuration.itemVectors.window = 2
        configuration.itemVectors.epochs = 40
        configuration.itemVectors.subsamplingThreshold = 0
        let model = try Item2VecModel(configuration: configuration)
        var generator = SeededGenerator(seed: 2)
        try model.fit(chain.training, generator: &generator) { _ in }
        let queries = Array(chain.queries.prefix(20))
        try ModelConformance.configurationRoundTrip(configuration)
        try ModelConformance.stateRoundTrip(model, into: Item2VecModel(configuration: configuration), queries: queries)
        try ModelConformance.incompleteStateIsRefused(model, queries: queries)
        try ModelConformance.batchEqualsSingle(model, queries: queries)
        try ModelConformance.queryOrderChangesNothing(model, queries: queries)
        try ModelConformance.futureChangesNothing(model, queries: queries)
        try ModelConformance.extremeHistories(model, longest: 500)
        try ModelConformance.unknownUsersAndItems(model, userCount: 400, history: [3, 9, 4])
        try ModelConformance.impossiblePositionsAreRefused(model)
        try ModelConformance.fitIsReproducible(chain.training) { try Item2VecModel(configuration: configuration) }
        try ModelConformance.fitReportsProgress(chain.training) { try Item2VecModel(configuration: configuration) }
        try ModelConformance.beatsPopularity(model, on: chain, minimumRecall: 0.4)
    }

    @Test func thePrincipalPlaneHoldsMostOfTheSpread() {
        // Along (1, 1, 0) by ±2, along (0, 0, 1) by ±1, around (5, 0, 0).
        let vectors = ItemVectors(dimension: 3, values: [7, 2, 0, 3, -2, 0, 5, 0, 1, 5, 0, -1])
        let points = vectors.principalPlane()
        let far = 8.0.squareRoot()
        let expected: [(Double, Double)] = [(far, 0), (-far, 0), (0, 1), (0, -1)]
        for (point, expected) in zip(points, expected) {
            #expect(abs(point.x - expected.0) < 1e-6 && abs(point.y - expected.1) < 1e-6, "\(points)")
        }
        #expect(vectors.leading(1).values == [7, 3, 5, 5])
        #expect(ItemVectors(dimension: 2, values: [1, 1, 1, 1]).principalPlane().allSatisfy { $0.x == 0 && $0.y == 0 })
    }

    /// On a chain, the successors of an item are near it for every model that learned from neighboring items.
    @Test func classicalModelsKnowSimilarItems() throws {
        let chain = try SyntheticChain(itemCount: 40, userCount: 200, length: 6)
        let models: [any Fittable & SimilarItemsModel] = [
            try ItemKNN(), try DecayedItemKNN(), try BPRMF(), try SequentialMF(),
        ]
        for model in models {
            #expect(throws: ModelStateError.self) { try model.similarItems(to: 1, count: 3) }
            var generator = SeededGenerator(seed: 1)
            try model.fit(chain.training, generator: &generator) { _ in }
            for item in [Int32(1), 7, 40] {
                let similar = try model.similarItems(to: item, count: 3)
                #expect(similar.count == 3 && !similar.map(\.item).contains(item), "\(type(of: model))")
                #expect(similar.map(\.score) == similar.map(\.score).sorted(by: >))
            }
            #expect(try model.similarItems(to: 41, count: 3).isEmpty && model.similarItems(to: 0, count: 3).isEmpty)
        }
        let knn = try ItemKNN()
        var generator = SeededGenerator(seed: 1)
        try knn.fit(chain.training, generator: &generator) { _ in }
        #expect(try knn.similarItems(to: 5, count: 4).map(\.item).contains(chain.successors[4]))
    }

    @Test func similarItems() throws {
        let vectors = ItemVectors(dimension: 2, values: [1, 0, 2, 0.1, 0, 3, 0, 0, -1, 0])
        #expect(vectors.nearest(to: 1, count: 2).map(\.item) == [2, 3])
        #expect(vectors.nearest(to: 1, count: 9).map(\.item) == [2, 3, 4, 5])
        #expect(vectors.nearest(to: 4, count: 2).isEmpty)
        #expect(vectors.nearest(to: 0, count: 2).isEmpty && vectors.nearest(to: 6, count: 2).isEmpty)
    }
}
