/// How a split was made and what came out: stored with every bundle and printed beside every figure.
public struct SplitDescription: Codable, Equatable, Sendable {
    /// The strategy with its parameters.
    public var strategy: SplitStrategy
    /// What became of items unseen in train.
    public var unseenItems: UnseenItemPolicy
    /// What went where.
    public var counts: SplitCounts

    /// A description of the given values.
    public init(strategy: SplitStrategy, unseenItems: UnseenItemPolicy, counts: SplitCounts) {
        self.strategy = strategy
        self.unseenItems = unseenItems
        self.counts = counts
    }

    /// The strategy's name, such as `within-sequence`.
    public var name: String { strategy.name }

    /// The letters of the published protocols that use this split, or nil.
    public var protocolLetter: String? { strategy.rule.protocolLetter }
}

extension SplitDescription: CustomStringConvertible {
    /// One line for people: name, protocol, sizes, and how many interactions were dropped.
    public var description: String {
        let letters = protocolLetter.map { " (protocol \($0))" } ?? ""
        let policy = unseenItems == .drop ? "dropped" : "counted as misses"
        return "\(name)\(letters): \(counts.trainInteractions) train interactions of \(counts.trainUsers) users and "
            + "\(counts.items) items; targets: \(counts.validation.targets) validation, \(counts.test.targets) test; "
            + "items unseen in train \(policy): \(counts.validation.unseenInteractions) validation, "
            + "\(counts.test.unseenInteractions) test interactions"
    }
}
