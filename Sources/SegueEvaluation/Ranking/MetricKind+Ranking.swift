#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension MetricKind {
    /// Share of relevant items found.
    public static let recall = MetricKind(
        name: "recall", title: "Recall", direction: .higher, hasCutoff: true, gain: { _ in 1 })

    /// Share of events with a relevant item found.
    public static let hitRate = MetricKind(
        name: "hit_rate", title: "HR", direction: .higher, hasCutoff: true, aliases: ["hr", "hit-rate"],
        gain: { _ in 1 })

    /// Mean reciprocal rank.
    public static let mrr = MetricKind(
        name: "mrr", title: "MRR", direction: .higher, hasCutoff: true, gain: { rank in 1 / Double(rank) })

    /// Normalized discounted cumulative gain.
    public static let ndcg = MetricKind(
        name: "ndcg", title: "NDCG", direction: .higher, hasCutoff: true,
        gain: { rank in 1 / log2(Double(rank) + 1) })

    /// Share of the catalog recommended.
    public static let coverage = MetricKind(
        name: "coverage", title: "Coverage", direction: .higher, hasCutoff: true, aggregation: .ofWhole)

    /// Mean number of training interactions of the recommended items: neither more nor less is better.
    public static let popularity = MetricKind(
        name: "popularity", title: "Popularity", direction: nil, hasCutoff: true, aggregation: .ofWhole, decimals: 1,
        footnote: "Popularity: mean number of training interactions of a recommended item.")

    /// The kinds of ``RankingEvaluator``.
    public static let ranking: [MetricKind] = [recall, hitRate, mrr, ndcg, coverage, popularity]
}

extension Metric {
    /// Recall in the first `cutoff` ranks.
    public static func recall(at cutoff: Int) -> Metric { Metric(.recall, at: cutoff) }
    /// Hit rate in the first `cutoff` ranks; equals recall with one relevant item.
    public static func hitRate(at cutoff: Int) -> Metric { Metric(.hitRate, at: cutoff) }
    /// Mean reciprocal rank, zero below the first `cutoff` ranks.
    public static func mrr(at cutoff: Int) -> Metric { Metric(.mrr, at: cutoff) }
    /// Normalized discounted cumulative gain in the first `cutoff` ranks.
    public static func ndcg(at cutoff: Int) -> Metric { Metric(.ndcg, at: cutoff) }
    /// Share of the catalog that the lists of length `cutoff` contain.
    public static func coverage(at cutoff: Int) -> Metric { Metric(.coverage, at: cutoff) }
    /// Mean training count of the items in the lists of length `cutoff`.
    public static func popularity(at cutoff: Int) -> Metric { Metric(.popularity, at: cutoff) }

    /// What an event is worth whose target has the given rank; 0 for ranks outside `1 … cutoff`.
    ///
    /// Metrics that are no functions of a rank, such as coverage, give 0.
    public func gain(atRank rank: Int) -> Double {
        guard rank >= 1, rank <= cutoff ?? .max else { return 0 }
        return kind.gain?(rank) ?? 0
    }
}
