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

    /// Zhao et al., FISCL, Table 1, "MovieLens 10m"; the baselines are those of Donkers, Loepp and Ziegler.
    static let fiscl: [String: [Metric: Double]] = [
        "Item-based k-NN": [.recall(at: 20): 0.12142, .mrr(at: 20): 0.03639],
        "Exp. decaying item-based k-NN": [.recall(at: 20): 0.12853, .mrr(at: 20): 0.04231],
        "Matrix factorization (BPR)": [.recall(at: 20): 0.07744, .mrr(at: 20): 0.01192],
        "Sequential matrix factorization": [.recall(at: 20): 0.10730, .mrr(at: 20): 0.01550],
        "Standard GRU": [.recall(at: 20): 0.15773, .mrr(at: 20): 0.04730],
        "FISCL": [.recall(at: 20): 0.22634, .mrr(at: 20): 0.05634],
    ]

    /// Tables 2 and 3 of the same: dimensions, and one or two layers.
    static let fisclVariations: [String: [Metric: Double]] = [
        "8 dimensions": [.recall(at: 20): 0.13587, .mrr(at: 20): 0.02849],
        "16 dimensions": [.recall(at: 20): 0.19895, .mrr(at: 20): 0.04214],
        "20 dimensions": [.recall(at: 20): 0.22634, .mrr(at: 20): 0.05634],
        "32 dimensions": [.recall(at: 20): 0.19895, .mrr(at: 20): 0.04214],
        "Bi-LSTM": [.recall(at: 20): 0.22280, .mrr(at: 20): 0.05475],
        "DBi-LSTM": [.recall(at: 20): 0.22634, .mrr(at: 20): 0.05634],
    ]
}
