/// What is known about users besides their interactions: named features such as gender, age, occupation, zip code.
public struct UserCatalog: Sendable, Equatable {
    /// One user of a catalog, for building one.
    public struct User: Sendable, Equatable {
        /// The identifier, as in the log.
        public var id: String
        /// Features that are names, by feature.
        public var texts: [String: String]
        /// Features that are numbers, by feature.
        public var numbers: [String: Float]

        /// Describes a user.
        public init(id: String, texts: [String: String] = [:], numbers: [String: Float] = [:]) {
            self.id = id
            self.texts = texts
            self.numbers = numbers
        }
    }

    /// The users; row `i - 1` of ``features`` belongs to index `i`.
    public let ids: Vocabulary
    /// The features, `[count]` values each, sorted by name.
    public let features: [ContextColumn]

    /// A catalog that knows nothing.
    public static let empty = UserCatalog([])

    /// Makes a catalog; of users with equal identifiers the first counts.
    public init(_ users: [User]) {
        var (ids, features) = (Vocabulary(), FeatureTableBuilder())
        for user in users {
            let before = ids.count
            guard ids.insert(user.id) != Vocabulary.padding, ids.count > before else { continue }
            features.add(texts: user.texts, numbers: user.numbers, row: ids.count - 1)
        }
        self.ids = ids
        self.features = features.build(rowCount: ids.count)
    }

    init(ids: Vocabulary, features: [ContextColumn]) {
        self.ids = ids
        self.features = features
    }

    /// Number of users.
    public var count: Int { ids.count }

    /// The names of the features.
    public var featureNames: [String] { features.map(\.name) }

    /// A feature that is a name, or nil.
    public func text(_ name: String, of id: String) -> String? {
        ids.index(of: id).flatMap { index in feature(name)?.token(at: Int(index) - 1) }
    }

    /// A feature that is a number, or nil.
    public func number(_ name: String, of id: String) -> Float? {
        ids.index(of: id).flatMap { index in feature(name)?.number(at: Int(index) - 1) }
    }

    private func feature(_ name: String) -> ContextColumn? { features.first { $0.name == name } }
}
