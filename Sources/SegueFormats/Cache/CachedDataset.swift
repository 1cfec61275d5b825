import SegueData

/// What one file of interactions gives, and what the cache keeps of it: the log, what its rows say about items, and its
/// first rows.
struct CachedDataset: Sendable {
    var log: InteractionLog
    var catalog: ItemCatalog
    var firstRows: [SampleRow] = []

    /// The same with a changed source of the log.
    func changingSource(_ change: (inout DataSource) -> Void) -> CachedDataset {
        var (changed, source) = (self, log.source)
        change(&source)
        changed.log = log.replacing(source: source)
        return changed
    }
}
