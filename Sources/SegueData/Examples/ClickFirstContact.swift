/// Protocol `click-first-contact`, version 1: of the items a user has not met yet, which will they touch now?
///
/// A positive is the first event of a user with an item of the catalog C: the items of the train part. Repeats are none, or
/// whether an item stands in the history would tell positives from negatives; items that train does not have are none, for
/// a model would have met them as negatives alone. Both are counted. A positive's history is what the user did in the seconds
/// strictly before, of whatever kind, repeats and items outside C included, and it grows through validation and test.
///
/// N negatives of each positive are drawn from C, distinct, without the items that the user touches before the test part
/// begins (for samples before it) or anywhere in the log (for those of test); they carry time and history of their positive.
/// Draws are declared, so that any two programs agree (`DeclaredDraws` has the formula). Samples are numbered over all parts, in order of
/// time and of the file's rows, which the log must keep (`ReadOptions.keepsFileRows`); else those of one moment go by user.
///
/// It takes a split by time that keeps unseen items: `{strategy: global-time, train: 0.6, validation: 0.1}` with
/// `unseenItems: keep`. A split with train 0.7 and no validation refits on both parts, with C from both.
public struct ClickFirstContact: ExampleStrategy {
    /// What negatives are drawn in proportion to.
    public enum Sampler: String, Codable, Sendable, CaseIterable {
        /// Every item of the catalog alike.
        case uniform
        /// How often an item occurs: a row is drawn, and its item taken.
        case popularity
    }

    /// What a history holds.
    public enum HistoryRule: String, Codable, Sendable, CaseIterable {
        /// All before the sample's second.
        case growing
        /// As much of it as came before the sample's part.
        case frozenAtCut = "frozen-at-cut"
    }

    /// Which items positives and negatives are of.
    public enum CatalogRule: String, Codable, Sendable, CaseIterable {
        /// Those of the train part.
        case train
        /// Those that occur in the log before the sample's second, in order of first appearance.
        case knownAtEvent = "known-at-event"
    }

    /// `click-first-contact`.
    public static let name = "click-first-contact"
    /// Clicks: what was not taken has no rating.
    public static let tasks = [ModelTask.click]

    /// N: negatives of each positive.
    public var negatives = 4
    /// What they are drawn in proportion to.
    public var sampler = Sampler.uniform
    /// Seed of the draws, whatever the run's seed.
    public var seed: UInt64 = 1
    /// What a history holds.
    public var history = HistoryRule.growing
    /// Which items positives and negatives are of.
    public var catalog = CatalogRule.train
    /// Whether each epoch of training draws other negatives; what is measured stays.
    public var resampleEachEpoch = false
    /// Whether every event with an item of the catalog is a positive, not the first with its item alone. Whether the item stands
    /// in the history then nearly tells positives from negatives: counting alone gets an AUC that no first contact has.
    public var keepsRepeats = false
    /// What samples count in the loss by kind of interaction; those not named count 1. What is measured counts alike.
    public var weights: [String: Double] = [:]
    /// What each drawn negative counts in the loss.
    public var drawnWeight = 1.0
    /// Kinds of interaction that are dislikes: a first contact of such a kind is a negative, and none is drawn for it.
    public var dislikes: [String] = []

    /// Four negatives drawn uniformly from the items of train.
    public init() {}

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        negatives = try values.decodeIfPresent(Int.self, forKey: .negatives) ?? negatives
        sampler = try values.decodeIfPresent(Sampler.self, forKey: .sampler) ?? sampler
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
        history = try values.decodeIfPresent(HistoryRule.self, forKey: .history) ?? history
        catalog = try values.decodeIfPresent(CatalogRule.self, forKey: .catalog) ?? catalog
        resampleEachEpoch =
            try values.decodeIfPresent(Bool.self, forKey: .resampleEachEpoch) ?? resampleEachEpoch
        keepsRepeats = try values.decodeIfPresent(Bool.self, forKey: .keepsRepeats) ?? keepsRepeats
        weights = try values.decodeIfPresent([String: Double].self, forKey: .weights) ?? weights
        drawnWeight = try values.decodeIfPresent(Double.self, forKey: .drawnWeight) ?? drawnWeight
        dislikes = try values.decodeIfPresent([String].self, forKey: .dislikes) ?? dislikes
    }

    /// Checks the numbers.
    public func validate() throws {
        try check("negatives", negatives, atLeast: 1)
        let all = weights.sorted { $0.key < $1.key }.map { ("weights.\($0.key)", $0.value) }
        for (parameter, weight) in all + [("drawnWeight", drawnWeight)] where !(weight.isFinite && weight >= 0) {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: parameter, problem: "must be 0 or more, found \(weight)")
        }
    }

    /// Validation and test have the same samples, by one numbering; weights are for the loss alone.
    public var heldOutAlike: ClickFirstContact? {
        var alike = self
        (alike.weights, alike.drawnWeight) = ([:], 1)
        return alike
    }
    /// Epochs differ where they are drawn anew.
    public var isRandom: Bool { resampleEachEpoch }
    /// Samples are numbered in the file's order.
    public var followsFileRows: Bool { true }

    /// N of all the items of the catalog that the user does not touch, on average, times the weight of a drawn negative over
    /// that of a positive.
    public func oddsFactor(in split: DataSplit) throws -> Double? {
        let contacts = try FirstContacts(self, in: split)
        let weighing = try ContactWeights(self, log: split.log)
        var drawing = ContactNegatives(contacts, sampler: sampler, count: negatives, seed: seed)
        var (candidates, drawn, weights, positives) = (0.0, 0.0, 0.0, 0.0)
        for contact in contacts.all where contact.part == .train && !contact.isDislike {
            let left = drawing.candidateCount(of: contact)
            candidates += Double(left)
            drawn += Double(min(left, negatives))
            weights += Double(weighing.weight(ofRow: contact.row) ?? 1)
            positives += 1
        }
        guard candidates > 0, drawn > 0, weights > 0, drawnWeight > 0 else { return nil }
        return drawn / candidates * drawnWeight / (weights / positives)
    }

    /// "first contacts with 4 negatives drawn uniformly (seed 1)", and what departs from the defaults.
    public var text: String {
        var parts = [
            "\(keepsRepeats ? "all" : "first") contacts with \(negatives) negative\(negatives == 1 ? "" : "s") drawn "
        ]
        parts[0] += (sampler == .uniform ? "uniformly" : "by popularity") + " (seed \(seed))"
        parts.append("history: \(history.rawValue)")
        if catalog != .train { parts.append("catalog: \(catalog.rawValue)") }
        if resampleEachEpoch { parts.append("drawn anew each epoch") }
        if !dislikes.isEmpty { parts.append("dislikes: \(dislikes.joined(separator: ", "))") }
        let weights = weights.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        if !weights.isEmpty || drawnWeight != 1 {
            parts.append("weights: " + (weights + ["drawn \(drawnWeight)"]).joined(separator: ", "))
        }
        return parts.joined(separator: "; ")
    }

    /// Positives labeled 1, each followed by its negatives labeled 0, users ascending and each user's in order of time.
    public func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet {
        try validate()
        let contacts = try FirstContacts(self, in: split)
        let seed = resampleEachEpoch && part == .train ? generator.next() : seed
        var drawing = ContactNegatives(contacts, sampler: sampler, count: negatives, seed: seed)
        let weighing = try ContactWeights(self, log: split.log)
        var examples = split.emptyExamples()
        examples.record = contacts.record
        for contact in contacts.all where contact.part == part {
            let rows = history(of: contact, in: split)
            let label: Float = contact.isDislike ? 0 : 1
            examples.add(
                user: contact.user, isTrained: split.isTrained(contact.user), item: split.log.itemColumn[contact.row],
                history: rows, event: contact.row, label: label)
            if let weight = weighing.weight(ofRow: contact.row) { examples.setLastWeight(weight) }
            guard !contact.isDislike else { continue }
            for item in drawing.negatives(of: contact) {
                examples.add(
                    user: contact.user, isTrained: split.isTrained(contact.user), item: item, history: rows,
                    event: contact.row, label: 0)
                if let drawn = weighing.drawn { examples.setLastWeight(drawn) }
            }
        }
        return examples
    }

    private func history(of contact: FirstContacts.Contact, in split: DataSplit) -> Range<Int> {
        let (start, columns) = (split.log.rows(ofUser: contact.user).lowerBound, split.log.columns)
        var end = contact.row
        let second = columns.second(ofRow: contact.row)
        while end > start, columns.second(ofRow: end - 1) == second { end -= 1 }
        guard history == .frozenAtCut else { return start..<end }
        let user = Int(contact.user) - 1
        switch contact.part {
        case .validation: return start..<min(end, split.trainEnds[user])
        case .test: return start..<min(end, split.validationEnds[user])
        case .train, .dropped: return start..<end
        }
    }
}
