import SegueEvaluation

/// Figures as they were published.
enum PublishedResults {
    /// Donkers, Loepp and Ziegler, RecSys 2017, Table 2, MovieLens 10M.
    static let userGRUOnMovieLens10M: [String: [Metric: Double]] = [
        "Item-based k-NN": [.mrr(at: 20): 0.03639, .recall(at: 20): 0.12142],
        "Exp. decaying item-based k-NN": [.mrr(at: 20): 0.04231, .recall(at: 20): 0.12853],
        "Matrix factorization (BPR)": [.mrr(at: 20): 0.01192, .recall(at: 20): 0.07744],
        "Sequential matrix factorization": [.mrr(at: 20): 0.01550, .recall(at: 20): 0.10730],
        "Standard GRU": [.mrr(at: 20): 0.04730, .recall(at: 20): 0.15773],
        "Linear user-based GRU": [.mrr(at: 20): 0.05251, .recall(at: 20): 0.16028],
        "Rectified linear user-based GRU": [.mrr(at: 20): 0.05901, .recall(at: 20): 0.18697],
        "Attentional user-based GRU": [.mrr(at: 20): 0.06255, .recall(at: 20): 0.20540],
    ]
}
