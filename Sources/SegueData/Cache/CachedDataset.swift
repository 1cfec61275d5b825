/// What one file of interactions gives, and what the cache keeps of it: the log, and what its rows say about items.
struct CachedDataset: Sendable {
    var log: InteractionLog
    var catalog: ItemCatalog

    /// The same with further notes in the log's source.
    func adding(notes: [String]) -> CachedDataset {
        var source = log.source
        source.notes += notes
        return CachedDataset(log: log.replacing(source: source), catalog: catalog)
    }
}
