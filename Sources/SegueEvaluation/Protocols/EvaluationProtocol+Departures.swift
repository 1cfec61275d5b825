import SegueData

extension EvaluationProtocol {
    /// In what was done otherwise than the protocol says, each with what was done and what the protocol asks for.
    public func departures(of record: ProtocolRecord) -> [String] {
        var departures: [String] = []
        func note(_ what: String, _ done: String, _ asked: String) {
            departures.append("\(what): \(done) instead of \(asked)")
        }
        if record.steps.contains(where: { if case .newData = $0 { true } else { false } }) {
            note("data", "new data", "a part of the data trained on")
        }
        if !hasItsFilters(record) { note("filters", Self.text(of: Self.filters(of: record)), filterText) }
        for case .shuffledTies(let seed) in record.preparation {
            note("order of equal times", "shuffled (seed \(seed))", "as in the data")
        }
        if record.minimumTrainingUsers > 1 {
            note("items", "those of \(record.minimumTrainingUsers) or more users in training", "all")
        }
        if !isItsSplit(record.split) { note("split", record.split?.protocolText ?? "none", split.protocolText) }
        if record.unseenItemPolicy != unseenItems, record.counts.unseenTargets > 0 {
            note("unseen-in-train targets", record.unseenItemPolicy.text, unseenItems.text)
        }
        if record.candidates != candidates { note("candidates", record.candidates.rawValue, candidates.rawValue) }
        if record.excludesSeen != excludesSeen {
            note("seen items", Self.seenText(record.excludesSeen), Self.seenText(excludesSeen))
        }
        if record.ties != ties { note("ties", record.ties.text, ties.text) }
        if record.averaging != averaging { note("average", record.averaging.text, averaging.text) }
        return departures
    }

    /// Filters that the protocol asks for, that did not run, and that the data fulfills all the same.
    func verifiedFilters(of record: ProtocolRecord) -> [String] {
        let ran = record.preparation.filters
        return filters.filter { asked in !ran.contains { asked.admits($0) } }.map(\.protocolText)
    }

    private static func filters(of record: ProtocolRecord) -> [String] {
        record.preparation.compactMap { if case .shuffledTies = $0 { nil } else { $0.protocolText } }
    }

    private static func seenText(_ areExcluded: Bool) -> String { areExcluded ? "filtered" : "not filtered" }

    /// Whether each filter that ran is one of the protocol's, in its order, or had no effect, and each of the protocol's
    /// ran or is fulfilled by the data. A later filter may undo what an earlier one did, as dropping rare items makes new
    /// consecutive duplicates: in the protocol's order that is part of the protocol.
    private func hasItsFilters(_ record: ProtocolRecord) -> Bool {
        var order: [Int] = []
        for step in record.preparation {
            switch step {
            case .shuffledTies: continue
            case .selection: if step.hasEffect { return false }
            case .filter(let report):
                if let rank = filters.firstIndex(where: { $0.admits(report.filter) }) {
                    order.append(rank)
                } else if step.hasEffect {
                    return false
                }
            }
        }
        guard order == order.sorted() else { return false }
        return filters.indices.allSatisfy { rank in
            order.contains(rank) || record.properties.map { filters[rank].isFulfilled(by: $0) == true } ?? false
        }
    }

    /// Whether a split is the protocol's. How much the last days' split validates on changes no test event.
    private func isItsSplit(_ done: SplitStrategy?) -> Bool {
        if case .lastDays(let asked) = split, case .lastDays(let done) = done {
            return done.testDays == asked.testDays && done.endTime == asked.endTime
        }
        return done == split
    }
}

extension [PreparationStep] {
    /// The filters among the steps.
    fileprivate var filters: [LogFilter] {
        compactMap { if case .filter(let report) = $0 { report.filter } else { nil } }
    }
}

extension LogFilter {
    /// What data sets call the viewing of an item.
    private static let viewNames: Set = ["view", "views", "pv", "click", "clicks"]

    /// Whether a filter that ran is this one: the same, or for views only the data's own name for them.
    func admits(_ other: LogFilter) -> Bool {
        if case .behaviors(let asked) = self, case .behaviors(let ran) = other, asked.behaviors == ["view"] {
            return ran.behaviors.allSatisfy { Self.viewNames.contains($0.lowercased()) }
        }
        return self == other
    }

    /// Whether a log already is as the filter would leave it; nil where its properties do not tell.
    func isFulfilled(by properties: LogProperties) -> Bool? {
        switch self {
        case .core(let rule):
            properties.leastUserInteractions >= rule.users && properties.leastItemInteractions >= rule.items
        case .behaviors(let rule):
            if rule.behaviors == ["view"] {
                properties.behaviors.allSatisfy { Self.viewNames.contains($0.lowercased()) }
            } else {
                properties.behaviors.allSatisfy(rule.behaviors.contains)
            }
        case .consecutiveDuplicates: properties.consecutiveDuplicates == 0
        case .sessions(let rule):
            rule.column == nil ? properties.longestPause.map { $0 <= rule.gapSeconds } : nil
        case .sequenceLength(let rule):
            rule.maximum == nil ? properties.leastUserInteractions >= rule.minimum : nil
        case .minimumRating, .firstOccurrences, .timeWindow: nil
        }
    }
}

extension UnseenItemPolicy {
    /// The policy in words.
    public var text: String {
        switch self {
        case .drop: "dropped"
        case .countAsMiss: "counted as misses"
        case .keep: "kept"
        }
    }
}
