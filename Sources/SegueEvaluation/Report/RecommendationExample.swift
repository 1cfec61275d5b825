/// What one user interacted with last, and what is recommended next: the table that people look at first.
public struct RecommendationExample: Codable, Sendable, Equatable {
    /// An item to show.
    public struct Item: Codable, Sendable, Equatable {
        /// Its title, or its id where it has none.
        public var title: String
        /// The model's score; nil for items of the history.
        public var score: Double?
        /// Whether it is what the user really chose next.
        public var isTarget: Bool

        /// An item.
        public init(title: String, score: Double? = nil, isTarget: Bool = false) {
            self.title = title
            self.score = score
            self.isTarget = isTarget
        }
    }

    /// The user, as shown.
    public var user: String

    /// The last items of the history, oldest first.
    public var history: [Item]

    /// The recommended items, best first.
    public var recommended: [Item]

    /// An example.
    public init(user: String, history: [Item], recommended: [Item]) {
        self.user = user
        self.history = history
        self.recommended = recommended
    }
}
