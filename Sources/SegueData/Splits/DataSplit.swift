/// A log shared out among train, validation and test.
///
/// Where sequences are cut, every user keeps one unbroken sequence: first the train rows, then validation, then test. Only
/// items that occur in train remain, unless the policy keeps them; the item vocabulary is made dense anew, so that
/// `log.itemCount` is the number of candidates. Users remain as they are. Where single interactions are drawn, all users and
/// items remain, and histories are those of the train part (``historyLog``).
public struct DataSplit: Sendable {
    /// All rows whose item occurs in train; all rows where single ones are drawn.
    public let log: InteractionLog
    /// The train part alone, users and items as in ``log``, where single interactions are drawn; else nil.
    public let drawnTraining: InteractionLog?
    /// For each row its part, where single interactions are drawn; else nil.
    public let drawnParts: [RowPart]?
    /// For user u, at u − 1: the row after the last train row. Where single interactions are drawn there is no such row:
    /// each user's first.
    public let trainEnds: [Int]
    /// For user u, at u − 1: the row after the last validation row.
    public let validationEnds: [Int]
    /// For user u, at u − 1: the first validation and the first test target; rows of a part before it are history that
    /// comes with a question.
    public let targetStarts: SplitBoundaries.TargetStarts
    /// For user u, at u − 1: validation interactions lost as targets because their item is not in train. A user's
    /// very first event is never a target and not counted here, but it is in `description.counts`.
    public let unseenValidation: [Int32]
    /// The same for test.
    public let unseenTest: [Int32]
    /// Whether the lost targets are left out or count as misses.
    public let unseenItemPolicy: UnseenItemPolicy
    /// How the split was made and what came out.
    public let description: SplitDescription

    /// Cuts a log at given boundaries.
    ///
    /// - Parameters:
    ///   - log: the interactions.
    ///   - boundaries: the cuts; they lie in order inside each user's rows.
    ///   - strategy: how they were found.
    ///   - unseenItems: what to do with validation and test interactions whose item is not in train.
    ///   - minimumTrainingUsers: items of fewer users in train leave the log, as if they were not in train at all.
    /// - Throws: `PreparationError.nothingToTrain` if the train part is empty.
    public init(
        log: InteractionLog, boundaries: SplitBoundaries, strategy: SplitStrategy, unseenItems: UnseenItemPolicy,
        minimumTrainingUsers: Int = 1
    ) throws {
        if unseenItems == .keep, minimumTrainingUsers > 1 {
            throw PreparationError.invalidParameter(
                operation: strategy.name, parameter: "minimumTrainingUsers",
                problem: "must be 1 where unseen items are kept")
        }
        let trained = try KnownItems(
            log: log, boundaries: boundaries, minimumUsers: minimumTrainingUsers, strategy: strategy.name)
        let known = unseenItems == .keep ? KnownItems(allOf: log) : trained
        self.init(
            log: log, boundaries: boundaries, known: known, strategy: strategy, unseenItems: unseenItems,
            minimumTrainingUsers: minimumTrainingUsers)
    }

    /// Cuts a log at given boundaries, for a model that was trained on another one.
    ///
    /// - Parameters:
    ///   - log: the interactions.
    ///   - boundaries: the cuts.
    ///   - knownItems: the items that the model knows; interactions with others leave the log as if unseen in train.
    ///   - strategy: how the cuts were found.
    ///   - unseenItems: what to do with held-out interactions whose item the model does not know.
    /// - Throws: `PreparationError.invalidParameter` if the model knows none of the items.
    public init(
        newLog log: InteractionLog, boundaries: SplitBoundaries, knownItems: Vocabulary, strategy: SplitStrategy,
        unseenItems: UnseenItemPolicy
    ) throws {
        boundaries.check(against: log)
        let known = KnownItems(of: log, in: knownItems)
        guard known.isKnown.contains(true) else {
            throw PreparationError.invalidParameter(
                operation: "new data", parameter: "items",
                problem: "are all unknown to the model: none of the \(log.itemCount) ids is in its vocabulary")
        }
        self.init(
            log: log, boundaries: boundaries, known: known, strategy: strategy, unseenItems: unseenItems,
            minimumTrainingUsers: 1)
    }

    private init(
        log: InteractionLog, boundaries: SplitBoundaries, known: KnownItems, strategy: SplitStrategy,
        unseenItems: UnseenItemPolicy, minimumTrainingUsers: Int
    ) {
        let cut = known.apply(to: log, boundaries: boundaries)
        self.log = cut.log
        self.drawnTraining = nil
        self.drawnParts = nil
        self.trainEnds = cut.boundaries.trainEnds
        self.validationEnds = cut.boundaries.validationEnds
        self.targetStarts = cut.targetStarts
        self.unseenValidation = cut.unseenValidation
        self.unseenTest = cut.unseenTest
        self.unseenItemPolicy = unseenItems
        self.description = SplitDescription(
            strategy: strategy, unseenItems: unseenItems, minimumTrainingUsers: minimumTrainingUsers,
            counts: cut.counts, preparation: log.preparation, properties: LogProperties(of: log))
    }

    /// A split of single interactions.
    init(
        log: InteractionLog, drawnTraining: InteractionLog, drawnParts: [RowPart], unseenItemPolicy: UnseenItemPolicy,
        description: SplitDescription
    ) {
        let starts = Array(log.offsets.dropLast())
        let none = [Int32](repeating: 0, count: log.userCount)
        self.log = log
        self.drawnTraining = drawnTraining
        self.drawnParts = drawnParts
        self.trainEnds = starts
        self.validationEnds = starts
        self.targetStarts = .init(validation: starts, test: starts)
        (self.unseenValidation, self.unseenTest) = (none, none)
        self.unseenItemPolicy = unseenItemPolicy
        self.description = description
    }

    /// The train part.
    public var training: TrainingSequences {
        drawnTraining.map { TrainingSequences(log: $0) } ?? TrainingSequences(log: log, ends: trainEnds)
    }
}

extension DataSplit {
    /// The parts that a model is measured on.
    public enum Part: String, Codable, CaseIterable, Sendable {
        /// Chooses settings and stops training.
        case validation
        /// Is reported, and never chooses anything.
        case test
    }
}

/// What becomes of validation and test interactions whose item does not occur in train.
///
/// No model can rank an item by what others did that it has never met. Dropped or counted as misses, the interactions leave
/// the log and are counted, and reports say how many there were.
public enum UnseenItemPolicy: String, Codable, CaseIterable, Sendable {
    /// They are left out of the evaluation, as protocols C and D do.
    case drop
    /// Each counts as an event with infinite rank: every metric is 0 for it.
    case countAsMiss = "count-as-miss"
    /// They stay, and so do the items: for models that predict a number, which can fall back on a bias or on features.
    case keep
}
