/// What becomes of validation and test interactions whose item does not occur in train.
///
/// No model can rank an item by what others did that it has never met. Dropped or counted as misses, the interactions leave
/// the log and are counted, and reports say how many there were.
public enum UnseenItemPolicy: String, Codable, CaseIterable, Sendable {
    /// They are left out of the evaluation, as protocols C and D do.
    case drop
    /// Each counts as an event with infinite rank: every metric is 0 for it.
    case countAsMiss = "count-as-miss"
    /// They stay, and so do the items: for models that predict a number, which can fall back on a bias or on features.
    case keep
}
