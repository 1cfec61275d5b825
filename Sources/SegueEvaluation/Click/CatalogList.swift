/// What a model puts first for a user of the whole catalog, and what the user then takes.
public struct CatalogList: Sendable, Equatable {
    /// The user.
    public let user: Int32
    /// The best items, best first.
    public let best: [Int32]
    /// What the user takes in the test part.
    public let taken: Set<Int32>

    /// A list.
    public init(user: Int32, best: [Int32], taken: Set<Int32>) {
        self.user = user
        self.best = best
        self.taken = taken
    }

    /// The value of a metric; nil where nothing is taken, or for a metric of something else.
    func value(of metric: Metric) -> Double? {
        guard let cutoff = metric.cutoff, cutoff > 0, !taken.isEmpty else { return nil }
        let hits = Double(best.prefix(cutoff).count { taken.contains($0) })
        switch metric.kind {
        case .catalogPrecision: return hits / Double(cutoff)
        case .catalogRecall: return hits / Double(taken.count)
        default: return nil
        }
    }
}

extension ClickOptions {
    /// The length of list that the metrics asked for take; nil where none does.
    public var listLength: Int? { catalogMetrics.compactMap(\.cutoff).max() }

    /// The metrics of lists that are asked for.
    var catalogMetrics: [Metric] {
        (columns ?? []).filter { $0.kind == .catalogPrecision || $0.kind == .catalogRecall }
    }
}
