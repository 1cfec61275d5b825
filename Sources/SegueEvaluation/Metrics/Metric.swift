/// A number that says how good predictions are: a kind and, for lists, the length that counts; `recall@20`, `rmse`.
///
/// In ranking, an event of next-item prediction has exactly **one** relevant item, its target. With `r` the target's
/// rank (1 = best) and the indicator `[r ≤ K]` (the cutoff itself counts), an event is worth
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
    public let kind: MetricKind

    /// Length K of the list that counts, at least 1; it may exceed the catalog. nil for kinds without a cutoff.
    public let cutoff: Int?

    /// A metric.
    ///
    /// - Parameters:
    ///   - kind: What is measured.
    ///   - cutoff: Length of the list; one that is absent or below 1 is raised to 1. Kinds without a cutoff ignore it.
    public init(_ kind: MetricKind, at cutoff: Int? = nil) {
        self.kind = kind
        self.cutoff = kind.hasCutoff ? max(1, cutoff ?? 1) : nil
    }
}
