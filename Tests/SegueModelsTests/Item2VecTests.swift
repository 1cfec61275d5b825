import SegueCore
import SegueData
import Testing

@testable import SegueModels

/// The training as a whole.
@Suite struct Item2VecTests {
    /// Users who like either items 1…10 or items 11…20, half of them at random, and item 21 that nobody likes.
    private func twoClusters(users: Int = 300) throws -> ItemHistories {
        var generator = SeededGenerator(seed: 7)
        var offsets = [0]
        var items: [Int32] = []
        for user in 0..<users {
            var cluster = Array(Int32(1)...10).map { $0 + (user % 2 == 0 ? 0 : 10) }
            generator.shuffle(&cluster)
            items += cluster.prefix(5)
            offsets.append(items.count)
        }
        return try ItemHistories(itemCount: 21, offsets: offsets, items: items)
    }

    private func configuration(threads: Int = 1) -> Item2Vec.Configuration {
        var configuration = Item2Vec.Configuration()
        configuration.dimension = 10
        configuration.subsamplingThreshold = 0
        configuration.learningRate = 0.05
        configuration.epochs = 10
        configuration.threads = threads
        return configuration
    }

    private func cosine(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) -> Float {
        func dot(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        return dot(left, right) / (dot(left, left) * dot(right, right)).squareRoot()
    }

    @Test(arguments: [(1, nil, nil), (2, nil, nil), (1, 3, nil), (1, nil, 2)] as [(Int, Int?, Int?)])
    func clustersComeTogether(threads: Int, window: Int?, contextsPerItem: Int?) throws {
        var configuration = configuration(threads: threads)
        configuration.window = window
        configuration.contextsPerItem = contextsPerItem
        configuration.epochs = contextsPerItem == nil ? 10 : 30
        var model = try Item2Vec(configuration: configuration, histories: twoClusters())
        try model.train()
        var within: Float = 1
        var across: Float = -1
        for left in Int32(1)...20 {
            for right in Int32(1)...20 where left != right {
                let a = try #require(model.state.vector(of: left))
                let b = try #require(model.state.vector(of: right))
                if (left <= 10) == (right <= 10) {
                    within = min(within, cosine(a, b))
                } else {
                    across = max(across, cosine(a, b))
                }
            }
        }
        #expect(within > across + 0.15, "\(within) \(across)")
        #expect(model.state.vector(of: 21)?.allSatisfy { $0 == 0 } == true)
        #expect(model.state.vector(of: 0) == nil)
        #expect(model.state.vector(of: 22) == nil)
    }

    @Test func sameSeedSameBits() throws {
        let histories = try twoClusters()
        var first = try Item2Vec(configuration: configuration(), histories: histories)
        var second = try Item2Vec(configuration: configuration(), histories: histories)
        #expect(first.state == second.state)
        try first.train()
        try second.train()
        #expect(first.state == second.state)
        var other = configuration()
        other.seed = 2
        var third = try Item2Vec(configuration: other, histories: histories)
        try third.train()
        #expect(third.state != first.state)
    }

    @Test(arguments: [nil, 4] as [Int?]) func resumeEqualsUninterrupted(window: Int?) throws {
        var configuration = configuration()
        configuration.window = window
        configuration.subsamplingThreshold = 0.02
        let histories = try twoClusters()
        var whole = try Item2Vec(configuration: configuration, histories: histories)
        var reports: [Item2Vec.EpochReport] = []
        try whole.train { _, report in reports.append(report) }
        #expect(reports.map(\.epoch) == Array(1...10))
        #expect(whole.isFinished)
        #expect(try whole.trainEpoch() == nil)

        struct Stop: Error {}
        var interrupted = try Item2Vec(configuration: configuration, histories: histories)
        #expect(throws: Stop.self) {
            try interrupted.train { model, _ in if model.state.completedEpochs == 4 { throw Stop() } }
        }
        let kept = try Item2Vec.State(
            itemCount: interrupted.state.itemCount, dimension: interrupted.state.dimension,
            completedEpochs: interrupted.state.completedEpochs, vectors: interrupted.state.vectors,
            contextVectors: interrupted.state.contextVectors)
        var resumed = try Item2Vec(configuration: configuration, histories: histories, state: kept)
        var rest: [Item2Vec.EpochReport] = []
        try resumed.train { _, report in rest.append(report) }
        #expect(rest == Array(reports.dropFirst(4)))
        #expect(resumed.state == whole.state)
    }

    @Test func errorsComeNearTheOptimum() throws {
        var configuration = configuration()
        configuration.learningRate = 0.1
        var model = try Item2Vec(configuration: configuration, histories: twoClusters())
        var reports: [Item2Vec.EpochReport] = []
        try model.train { _, report in reports.append(report) }
        // 300 users with 5 · 4 ordered pairs.
        #expect(reports.allSatisfy { $0.pairCount == 6000 })
        // The best σ(x) for a pair seen r times as often as by chance is r ÷ (r + 5), here r = 20/9 within a cluster and
        // 0 across: 1 − σ is 0.69 for pairs, σ a little under 0.31 ÷ 2 for noise, of which half is from either cluster.
        let last = try #require(reports.last)
        #expect(abs(last.positiveError - 0.69) < 0.05)
        #expect(abs(last.negativeError - 0.15) < 0.05)
        #expect(try #require(reports.first).negativeError > last.negativeError + 0.03)
    }

    @Test func badInputIsReported() throws {
        #expect(throws: Item2VecError.itemOutOfRange(position: 1, item: 0, itemCount: 3)) {
            try ItemHistories(itemCount: 3, offsets: [0, 2], items: [3, 0])
        }
        #expect(throws: Item2VecError.itemOutOfRange(position: 0, item: 4, itemCount: 3)) {
            try ItemHistories(itemCount: 3, offsets: [0, 1], items: [4])
        }
        #expect(throws: Item2VecError.itemCount(-1)) { try ItemHistories(itemCount: -1, offsets: [0], items: []) }
        for offsets in [[], [1, 2], [0, 2, 1], [0, 1], [0, 3]] {
            #expect(throws: Item2VecError.self) { try ItemHistories(itemCount: 3, offsets: offsets, items: [1, 2]) }
        }
        #expect(throws: FittingError.noInteractions(model: "Item2Vec")) {
            try Item2Vec(histories: ItemHistories(itemCount: 3, offsets: [0, 0], items: []))
        }
    }

    @Test func badStateIsReported() throws {
        #expect(throws: Item2VecError.self) {
            try Item2Vec.State(itemCount: 2, dimension: 2, completedEpochs: 0, vectors: [1], contextVectors: [])
        }
        #expect(throws: Item2VecError.self) {
            try Item2Vec.State(itemCount: 1, dimension: 1, completedEpochs: 0, vectors: [.nan], contextVectors: [0])
        }
        #expect(throws: Item2VecError.self) {
            try Item2Vec.State(itemCount: 1, dimension: 1, completedEpochs: -1, vectors: [0], contextVectors: [0])
        }
        let small = try Item2Vec.State(
            itemCount: 1, dimension: 1, completedEpochs: 0, vectors: [0], contextVectors: [0])
        #expect(throws: Item2VecError.self) { try Item2Vec(histories: twoClusters(), state: small) }
        let histories = try ItemHistories(itemCount: 1, offsets: [0, 1], items: [1])
        var configuration = Item2Vec.Configuration()
        configuration.dimension = 1
        let late = try Item2Vec.State(itemCount: 1, dimension: 1, completedEpochs: 6, vectors: [0], contextVectors: [0])
        #expect(throws: Item2VecError.self) {
            try Item2Vec(configuration: configuration, histories: histories, state: late)
        }
    }

    @Test func divergenceIsReportedAndLeavesTheState() throws {
        var configuration = configuration()
        configuration.learningRate = 1e30
        var model = try Item2Vec(configuration: configuration, histories: twoClusters())
        let before = model.state
        #expect(throws: FittingError.diverged(model: "Item2Vec", iteration: 1, remedy: "lower learningRate")) {
            try model.trainEpoch()
        }
        #expect(model.state == before)
    }

    @Test func impossibleConfigurationsNameTheField() {
        typealias Change = (inout Item2Vec.Configuration) -> Void
        let changes: [(String, Change)] = [
            ("dimension", { $0.dimension = 0 }), ("dimension", { $0.dimension = .max }), ("window", { $0.window = 0 }),
            ("contextsPerItem", { $0.contextsPerItem = 0 }), ("negatives", { $0.negatives = 0 }),
            (
                "contextsPerItem",
                {
                    $0.window = 5
                    $0.contextsPerItem = 5
                }
            ),
            (
                "pairsPerDraw",
                {
                    $0.window = 5
                    $0.pairsPerDraw = 2
                }
            ),
            ("pairsPerDraw", { $0.pairsPerDraw = 9 }), ("negativeExponent", { $0.negativeExponent = .nan }),
            ("pairsPerDraw", { $0.pairsPerDraw = 0 }),
            ("subsamplingThreshold", { $0.subsamplingThreshold = -1 }), ("learningRate", { $0.learningRate = 0 }),
            ("finalLearningRate", { $0.finalLearningRate = 1 }), ("epochs", { $0.epochs = 0 }),
            ("threads", { $0.threads = 0 }),
        ]
        for (field, change) in changes {
            var configuration = Item2Vec.Configuration()
            change(&configuration)
            let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
            #expect(error?.field == field)
        }
        #expect(throws: Never.self) { try Item2Vec.Configuration().validate() }
    }

    @Test func usersWithFewItemsTeachNothing() throws {
        let histories = try ItemHistories(itemCount: 2, offsets: [0, 1, 1, 2], items: [1, 2])
        var model = try Item2Vec(histories: histories)
        let before = model.state
        #expect(try model.trainEpoch()?.pairCount == 0)
        #expect(model.state.vectors == before.vectors)
    }
}
