/// Over what a mean is taken. The two differ as soon as users have different numbers of test events.
public enum Averaging: String, Codable, Sendable, CaseIterable {
    /// Every event counts alike: Σ values / number of events. Long histories weigh more.
    case event
    /// Every user (or session) counts alike: the mean over users of the mean over the user's events.
    case user

    /// The unit in words.
    public var text: String {
        switch self {
        case .event: "per event"
        case .user: "per user"
        }
    }
}
