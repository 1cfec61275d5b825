#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Metric.Kind {
    /// Whether the metric is a mean over events of a function of the target's rank.
    public var dependsOnRank: Bool {
        switch self {
        case .recall, .hitRate, .mrr, .ndcg: true
        case .coverage, .popularity: false
        }
    }

    /// Whether more is better. Popularity is descriptive: neither more nor less is better.
    public var higherIsBetter: Bool { self != .popularity }

    /// The name in tables.
    public var title: String {
        switch self {
        case .recall: "Recall"
        case .hitRate: "HR"
        case .mrr: "MRR"
        case .ndcg: "NDCG"
        case .coverage: "Coverage"
        case .popularity: "Popularity"
        }
    }

    /// The gain of a target found at `rank`, cutoff aside.
    func gain(atRank rank: Int) -> Double {
        switch self {
        case .recall, .hitRate: 1
        case .mrr: 1 / Double(rank)
        case .ndcg: 1 / log2(Double(rank) + 1)
        case .coverage, .popularity: 0
        }
    }
}
