import SegueData

/// What models are evaluated on: the queries and the training statistics that go with them.
///
/// Made once and used for every model that is to be compared.
public struct EvaluationSet: Sendable {
    /// Histories with the positions to predict; every position has a target.
    public let queries: [NextItemQuery]

    /// Size of the catalog that is ranked.
    public let itemCount: Int

    /// Number of training interactions of each item, `[itemCount]`, by column (item index − 1).
    public let itemTrainingCounts: [Int]

    /// Number of training interactions of each user, by user index − 1; unknown users have none.
    public let userTrainingCounts: [Int]

    /// Targets whose items do not occur in training, one entry per user who has any; they are not among the queries.
    public let unseenTargets: [UnseenTargets]

    /// What the split does with targets that do not occur in training.
    public let unseenItemPolicy: UnseenItemPolicy

    /// What was done to make this set, in order, for the protocol's record.
    public let steps: [ProtocolStep]

    /// What could be seen of the log before it was split; nil where there was none.
    public let properties: LogProperties?

    /// Why there is nothing to predict; nil where there is something, or where no reason is known.
    public let emptyReason: String?

    /// `eventOffsets[q]` is the number of events before query `q`; one entry more than queries.
    let eventOffsets: [Int]

    /// An evaluation set from its parts.
    ///
    /// - Throws: ``EvaluationError/invalidSet(problem:)`` if a position has no target, an item is outside `1 …
    ///   itemCount`, or unseen targets belong to a query that does not exist.
    public init(
        queries: [NextItemQuery], itemTrainingCounts: [Int], userTrainingCounts: [Int],
        unseenTargets: [UnseenTargets] = [],
        unseenItemPolicy: UnseenItemPolicy = .drop, steps: [ProtocolStep] = [], properties: LogProperties? = nil,
        emptyReason: String? = nil
    ) throws {
        self.queries = queries
        self.itemCount = itemTrainingCounts.count
        self.itemTrainingCounts = itemTrainingCounts
        self.userTrainingCounts = userTrainingCounts
        self.unseenTargets = unseenTargets
        self.unseenItemPolicy = unseenItemPolicy
        self.steps = steps
        self.properties = properties
        self.emptyReason = emptyReason
        self.eventOffsets = queries.reduce(into: [0]) { offsets, query in
            offsets.append((offsets.last ?? 0) + query.positions.count)
        }
        try validate()
    }

    /// Number of events that models are asked to rank.
    public var eventCount: Int { eventOffsets.last ?? 0 }

    /// The target of a position: the item that was interacted with, 1-based.
    func target(of query: NextItemQuery, at position: Int) -> Int32 {
        query.items[query.items.startIndex + position]
    }

    /// Number of targets that do not occur in training.
    public var unseenTargetCount: Int { unseenTargets.reduce(0) { $0 + $1.count } }

    /// Number of training interactions of a user; 0 for an unknown one.
    func trainingCount(ofUser user: Int32) -> Int {
        let index = Int(user) - 1
        return userTrainingCounts.indices.contains(index) ? userTrainingCounts[index] : 0
    }

    private func validate() throws {
        for unseen in unseenTargets where unseen.count < 0 || unseen.query.map(queries.indices.contains) == false {
            throw EvaluationError.invalidSet(
                problem: "\(unseen.count) unseen targets of user index \(unseen.user) belong to query "
                    + "\(unseen.query ?? -1) of \(queries.count)")
        }
        for (index, query) in queries.enumerated() {
            guard query.positions.lowerBound >= 0, query.positions.upperBound <= query.items.count else {
                throw EvaluationError.invalidSet(
                    problem: "query \(index) asks for positions \(query.positions), but has targets for "
                        + "0..<\(query.items.count) only")
            }
            for item in query.items where item < 1 || Int(item) > itemCount {
                throw EvaluationError.invalidSet(
                    problem: "query \(index) holds item index \(item); expected 1 … \(itemCount)")
            }
        }
    }
}

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
