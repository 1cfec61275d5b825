/// A quality of a ranked list, cut off at a length: `.recall(at: 20)`, written `recall@20`.
///
/// A next-item event has exactly **one** relevant item, its target. With `r` the target's rank (1 = best) and the
/// indicator `[r ≤ K]` (the cutoff itself counts), an event is worth
///
/// | metric | value of an event |
/// |---|---|
/// | `recall@K` | `[r ≤ K]`: the share of the one relevant item that was found |
/// | `hit_rate@K` | `[r ≤ K]`: whether any relevant item was found, hence **equal to recall** here |
/// | `mrr@K` | `[r ≤ K] / r` |
/// | `ndcg@K` | `[r ≤ K] / log₂(r + 1)`; the ideal gain is 1, so DCG needs no further normalization |
///
/// Coverage and popularity are qualities of the recommended lists and need no target:
/// `coverage@K` is the share of the catalog that occurs in at least one list, `popularity@K` the mean number of
/// training interactions of a recommended item.
public struct Metric: Hashable, Sendable {
    /// What is measured.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Share of relevant items found.
        case recall
        /// Share of events with a relevant item found.
        case hitRate = "hit_rate"
        /// Mean reciprocal rank.
        case mrr
        /// Normalized discounted cumulative gain.
        case ndcg
        /// Share of the catalog recommended.
        case coverage
        /// Mean number of training interactions of the recommended items.
        case popularity
    }

    /// What is measured.
    public let kind: Kind

    /// Length K of the list that counts, at least 1. It may exceed the catalog.
    public let cutoff: Int

    /// A metric; a cutoff below 1 is raised to 1.
    public init(_ kind: Kind, at cutoff: Int) {
        self.kind = kind
        self.cutoff = max(1, cutoff)
    }

    /// Recall in the first `cutoff` places.
    public static func recall(at cutoff: Int) -> Metric { Metric(.recall, at: cutoff) }
    /// Hit rate in the first `cutoff` places; equals recall with one relevant item.
    public static func hitRate(at cutoff: Int) -> Metric { Metric(.hitRate, at: cutoff) }
    /// Mean reciprocal rank, zero below the first `cutoff` places.
    public static func mrr(at cutoff: Int) -> Metric { Metric(.mrr, at: cutoff) }
    /// Normalized discounted cumulative gain in the first `cutoff` places.
    public static func ndcg(at cutoff: Int) -> Metric { Metric(.ndcg, at: cutoff) }
    /// Share of the catalog that the lists of length `cutoff` contain.
    public static func coverage(at cutoff: Int) -> Metric { Metric(.coverage, at: cutoff) }
    /// Mean training count of the items in the lists of length `cutoff`.
    public static func popularity(at cutoff: Int) -> Metric { Metric(.popularity, at: cutoff) }

    /// What an event is worth whose target has the given rank; 0 for ranks outside `1 … cutoff`.
    ///
    /// Coverage and popularity are no functions of a rank: they give 0.
    public func gain(atRank rank: Int) -> Double {
        guard rank >= 1, rank <= cutoff else { return 0 }
        return kind.gain(atRank: rank)
    }
}
