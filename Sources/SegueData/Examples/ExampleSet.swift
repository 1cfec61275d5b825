/// Examples for models that predict one number: rows of user, item, the history before, a label and a weight.
///
/// Histories are rows of columns, and so are the events' own columns (time, context): nothing is copied.
public struct ExampleSet: Sendable {
    /// What histories are rows of: of a split of single interactions the train part alone.
    public let columns: InteractionColumns
    /// `[count]` users, whose features count; `Vocabulary.padding` (0) for one that is not in the log.
    public private(set) var users: [Int32] = []
    /// `[count]` users as far as models can know them: 0 for one without train interactions, whose parameters nobody has
    /// learned.
    public private(set) var trainedUsers: [Int32] = []
    /// `[count]` items, from 1; not all of them need occur in train.
    public private(set) var items: [Int32] = []
    /// `[count]` rows of ``columns`` between which the history lies: `historyStarts[i]..<historyEnds[i]`.
    public private(set) var historyStarts: [Int] = []
    /// See ``historyStarts``.
    public private(set) var historyEnds: [Int] = []
    /// The columns of the events themselves; ``eventRows`` are rows of it.
    public let events: InteractionColumns
    /// `[count]` rows of ``events``: the time and the context of an example, also of a negative drawn for an event.
    public private(set) var eventRows: [Int] = []
    /// `[count]` what is to be predicted: a rating, or 1 for an interaction and 0 for none.
    public private(set) var labels: [Float] = []
    /// `[count]` what each example counts in the loss; nil: the same.
    public private(set) var weights: [Float]?
    /// Whether a model learns from them, so that what was counted of the train part holds their own events too; see
    /// ``DerivedFeature/itemUsers``.
    public var areLearnedFrom = false
    /// What a record of them must tell: cuts, sizes, what was dropped.
    public var record: [String] = []
    /// The fields of users, items and events; nil for models that read none.
    public let features: FeatureTable?
    /// Read the contexts of ``events`` as values of fields.
    let contexts: [ContextReader]
    /// Compute the fields of the moment.
    let moments: [MomentReader]

    /// No examples yet.
    /// - Parameters:
    ///   - columns: What histories are rows of.
    ///   - events: The columns of the events asked about.
    ///   - features: The fields of users, items and events.
    public init(columns: InteractionColumns, events: InteractionColumns, features: FeatureTable? = nil) {
        self.columns = columns
        self.events = events
        self.features = features
        contexts =
            features.map { table in
                table.contexts.map { ContextReader($0, schema: table.schema, events: events) }
            } ?? []
        moments =
            features.map { table in
                table.derived.indices.filter { table.derived[$0].feature.source == .context }
                    .map { MomentReader(table, derived: $0) }
            } ?? []
    }

    /// Number of examples.
    public var count: Int { items.count }

    /// What the user of an example did before.
    public func history(_ row: Int) -> History { columns[historyStarts[row]..<historyEnds[row]] }

    /// The whole second that an example asks about, since 1970; nil where it is not known.
    public func second(_ row: Int) -> Int64? { events.second(ofRow: eventRows[row]) }

    /// Adds an example.
    /// - Parameters:
    ///   - user: The user, or 0.
    ///   - isTrained: Whether the user has train interactions.
    ///   - item: The item.
    ///   - history: Rows of ``columns``.
    ///   - event: Row of ``events`` that gives time and context.
    ///   - label: What is to be predicted.
    public mutating func add(
        user: Int32, isTrained: Bool = true, item: Int32, history: Range<Int>, event: Int, label: Float
    ) {
        add(
            user: user, trainedUser: isTrained ? user : Vocabulary.padding, item: item, history: history, event: event,
            label: label)
    }

    /// Adds an example of a user whose features stand in another row than the parameters that were learned for them.
    /// - Parameters:
    ///   - user: Row of the features.
    ///   - trainedUser: The user as models know them, or 0.
    ///   - item: The item.
    ///   - history: Rows of ``columns``.
    ///   - event: Row of ``events`` that gives time and context.
    ///   - label: What is to be predicted.
    public mutating func add(
        user: Int32, trainedUser: Int32, item: Int32, history: Range<Int>, event: Int, label: Float
    ) {
        users.append(user)
        trainedUsers.append(trainedUser)
        items.append(item)
        historyStarts.append(history.lowerBound)
        historyEnds.append(history.upperBound)
        eventRows.append(event)
        labels.append(label)
        if weights != nil { weights?.append(1) }
    }

    /// Gives the latest example a weight; those before it without one count 1.
    public mutating func setLastWeight(_ weight: Float) {
        guard count > 0 else { return }
        var weights = weights ?? [Float](repeating: 1, count: count)
        weights[count - 1] = weight
        self.weights = weights
    }

    /// Makes room.
    public mutating func reserveCapacity(_ count: Int) {
        users.reserveCapacity(count)
        trainedUsers.reserveCapacity(count)
        items.reserveCapacity(count)
        historyStarts.reserveCapacity(count)
        historyEnds.reserveCapacity(count)
        eventRows.reserveCapacity(count)
        labels.reserveCapacity(count)
    }

    /// The same examples with other fields.
    public func with(features: FeatureTable?) -> ExampleSet {
        var copy = ExampleSet(columns: columns, events: events, features: features)
        (copy.users, copy.trainedUsers, copy.items) = (users, trainedUsers, items)
        (copy.labels, copy.weights, copy.record) = (labels, weights, record)
        copy.areLearnedFrom = areLearnedFrom
        (copy.historyStarts, copy.historyEnds, copy.eventRows) = (historyStarts, historyEnds, eventRows)
        return copy
    }
}
