/// What rank a target gets whose score other items share.
///
/// Say `g` items score strictly higher than the target and a block of `e` items, the target among them, scores the
/// same: the target may stand at any of the ranks `g + 1 … g + e`.
///
/// ``expected`` is the default. Counting models (popularity, neighborhoods) tie often, and which of the tied items is
/// then shown is arbitrary: the expectation is what a system that breaks ties at random measures on average, free of
/// luck. A constant scorer gets exactly chance (recall@K = K / items), where ``optimistic`` would give it a perfect
/// score and ``pessimistic`` zero. Models with real-valued scores hardly ever tie: they get the same value from all
/// three.
public enum TiePolicy: String, Codable, Sendable, CaseIterable {
    /// Ties count in the target's favor: rank `g + 1`. Also known as "standard"; flatters models that tie.
    case optimistic
    /// Ties count against the target: rank `g + e`. Also known as "conservative"; the default of GRU4Rec's evaluation.
    case pessimistic
    /// The exact mean of the *metric* over the tied ranks `g + 1 … g + e`, all equally likely.
    ///
    /// This is not the metric of the mean (or median) rank: with `g = 0, e = 2`, mrr is (1 + 1/2) / 2 = 0.75,
    /// while the mean rank 1.5 would give 0.667.
    case expected

    /// The policy in words, for protocol descriptions.
    public var text: String {
        switch self {
        case .optimistic: "counted in the target's favor (optimistic)"
        case .pessimistic: "counted against the target (pessimistic)"
        case .expected: "mean over the tied ranks (expected)"
        }
    }
}
