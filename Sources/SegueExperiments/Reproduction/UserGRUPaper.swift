import SegueEvaluation

/// Donkers, Loepp and Ziegler, "Sequential User-based Recurrent Neural Network Recommendations", RecSys 2017.
public enum UserGRUPaper {
    /// The model that the paper compares its own with.
    public static let reference = "Standard GRU"
    private static let metrics: [Metric] = [.mrr(at: 20), .recall(at: 20)]

    /// Figures as they were published: Table 2, MovieLens 10M.
    public static let published: [String: [Metric: Double]] = [
        "Item-based k-NN": [.mrr(at: 20): 0.03639, .recall(at: 20): 0.12142],
        "Exp. decaying item-based k-NN": [.mrr(at: 20): 0.04231, .recall(at: 20): 0.12853],
        "Matrix factorization (BPR)": [.mrr(at: 20): 0.01192, .recall(at: 20): 0.07744],
        "Sequential matrix factorization": [.mrr(at: 20): 0.01550, .recall(at: 20): 0.10730],
        "Standard GRU": [.mrr(at: 20): 0.04730, .recall(at: 20): 0.15773],
        "Linear user-based GRU": [.mrr(at: 20): 0.05251, .recall(at: 20): 0.16028],
        "Rectified linear user-based GRU": [.mrr(at: 20): 0.05901, .recall(at: 20): 0.18697],
        "Attentional user-based GRU": [.mrr(at: 20): 0.06255, .recall(at: 20): 0.20540],
    ]

    /// Table 2, with the published figures beside ours.
    /// - Parameters:
    ///   - comparison: The paper's models, trained and measured.
    ///   - data: Name of the data, for the title.
    /// - Throws: ``ComparisonError`` when there is no model of the title ``reference``.
    public static func table(_ comparison: Comparison, data: String) throws -> ResultTable {
        var table = try comparison.table(
            "Table 2 on \(data)", metrics: metrics, published: published, reference: reference)
        table.notes.append("Published: MovieLens 10M, 1000 hidden units (Donkers, Loepp and Ziegler 2017, Table 2).")
        table.notes += comparison.spreads(of: metrics)
        return table
    }
}

extension Reproduction {
    /// The user-based GRUs.
    public static let userGRU = Reproduction(
        name: "user-gru", paper: "Donkers, Loepp and Ziegler, RecSys 2017", tables: "Table 2", data: "MovieLens 10M",
        dataName: "ml-10m")
}
