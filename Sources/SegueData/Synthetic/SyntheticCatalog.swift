/// A made-up world of films and viewers, for demonstrations without a network and for tests.
///
/// It has what sequence models live on, and what a user-aware one lives on besides:
///
/// * **series**, watched in order: after "The Glass Harbour" follows "The Glass Harbour II";
/// * a **mood** that lasts: the next film is mostly of the genre of the last ones, until the mood drifts;
/// * **taste**: which genres a viewer's moods come from, which decade they prefer;
/// * **habit**: some viewers finish a series at once, others wander off, and nobody changes;
/// * **popularity** after Zipf's law, and many events of unequal viewers.
///
/// Nobody watches a film twice. The same settings give the same world on every platform.
public struct SyntheticCatalog: Codable, Equatable, Sendable {
    /// The number of viewers.
    public var users: Int
    /// The number of films, parts of series counted each.
    public var items: Int
    /// The number of interactions; fewer come out if a viewer would have to see more than half of all films.
    public var interactions: Int
    /// The exponent of Zipf's law for films and series.
    public var popularityExponent: Double
    /// Chooses everything else.
    public var seed: UInt64

    /// 600 viewers, 1,200 films and 60,000 interactions by default.
    public init(
        users: Int = 600, items: Int = 1_200, interactions: Int = 60_000, popularityExponent: Double = 0.8,
        seed: UInt64 = 1
    ) {
        self.users = users
        self.items = items
        self.interactions = interactions
        self.popularityExponent = popularityExponent
        self.seed = seed
    }

    /// Checks the sizes.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    public func validate() throws {
        let ranges = [
            ("users", users, 1...10_000_000), ("items", items, 24...10_000_000),
            ("interactions", interactions, max(1, users)...10_000_000_000),
        ]
        for (parameter, value, range) in ranges where !range.contains(value) {
            throw PreparationError.invalidParameter(
                operation: "synthetic catalog", parameter: parameter,
                problem: "must lie in \(range.lowerBound)…\(range.upperBound), found \(value)")
        }
        guard (0...10).contains(popularityExponent) else {
            throw PreparationError.invalidParameter(
                operation: "synthetic catalog", parameter: "popularityExponent",
                problem: "must lie in 0…10, found \(popularityExponent)")
        }
    }

    /// Makes the world: the log with times and ratings, and the films' titles and genres.
    ///
    /// - Throws: `PreparationError.invalidParameter` for wrong sizes.
    public func dataset() throws -> Dataset {
        try validate()
        let root = SeededGenerator(seed: seed)
        let films = SyntheticFilms(
            count: items, popularityExponent: popularityExponent, generator: root.split("films"))
        let lengths = historyLengths(generator: root.split("lengths"))
        var events: [SyntheticViewer.Event] = []
        var offsets = [0]
        for (index, length) in lengths.enumerated() {
            var viewer = SyntheticViewer(films: films, generator: root.split("viewer \(index + 1)"))
            viewer.watch(length, films: films, into: &events)
            offsets.append(events.count)
        }
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...users).map(String.init)), items: Vocabulary(ids: (1...items).map(String.init)),
            offsets: offsets, itemColumn: events.map(\.item), timeColumn: events.map(\.time),
            ratingColumn: events.map(\.rating),
            source: DataSource(file: "synthetic", formatName: "synthetic-catalog", rowsRead: events.count))
        return films.dataset(log: log, name: "synthetic")
    }

    /// How many films each viewer sees: a least number for all, the rest shared out very unequally.
    private func historyLengths(generator: SeededGenerator) -> [Int] {
        var generator = generator
        let least = min(20, interactions / users)
        let weights = (0..<users).map { _ in 1 / (0.15 + generator.uniform()) }
        let total = weights.reduce(0, +)
        let rest = Double(interactions - least * users)
        var lengths = weights.map { least + (Int(exactly: (rest * $0 / total).rounded(.down)) ?? 0) }
        var missing = interactions - lengths.reduce(0, +)
        for index in lengths.indices where missing > 0 {
            lengths[index] += 1
            missing -= 1
        }
        return lengths.map { min($0, items / 2) }
    }
}
