/// Targets of one user whose items do not occur in training: they can be counted, but not ranked.
public struct UnseenTargets: Codable, Sendable, Equatable {
    /// The user's index; 0 for an unknown user.
    public let user: Int32

    /// Index of the query that the user's other targets are in, so that all count for one user; nil if there is none.
    public let query: Int?

    /// How many there are.
    public let count: Int

    /// Unseen targets of one user.
    public init(user: Int32, query: Int?, count: Int) {
        self.user = user
        self.query = query
        self.count = count
    }
}
