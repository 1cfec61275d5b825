/// What models were asked for.
public enum EvaluationTask: String, Codable, Sendable, CaseIterable {
    /// To rank the catalog for what a user does next.
    case nextItem = "next-item"
    /// To predict a rating.
    case rating
    /// To predict the probability of a click.
    case click

    /// The task in words.
    var text: String {
        switch self {
        case .nextItem: "ranking"
        case .rating: "rating"
        case .click: "click prediction"
        }
    }

    /// What the means were taken over, in words.
    func text(of counts: EvaluationCounts) -> String {
        let users = NumberText.counted(counts.users, "user")
        switch self {
        case .nextItem: return "\(NumberText.counted(counts.events, "event")) of \(users)"
        case .rating: return "\(NumberText.counted(counts.events, "rating")) of \(users)"
        case .click:
            let clicks = NumberText.counted(counts.positives ?? 0, "click")
            return "\(NumberText.counted(counts.events, "example")) (\(clicks)) of \(users)"
        }
    }
}
