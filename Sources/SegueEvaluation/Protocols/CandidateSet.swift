/// Which items a target is ranked among.
///
/// There is one case on purpose: metrics over sampled candidates order models differently from the full ranking
/// (Krichene & Rendle, On sampled metrics for item recommendation, KDD 2020).
public enum CandidateSet: String, Codable, Sendable, CaseIterable {
    /// Every item that occurs in training; padding is none of them.
    case fullCatalog

    /// The candidate set in words.
    func text(itemCount: Int) -> String {
        switch self {
        case .fullCatalog: "full ranking over \(NumberText.grouped(itemCount)) items"
        }
    }
}
