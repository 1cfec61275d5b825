/// What becomes of validation and test interactions whose item does not occur in train.
///
/// No model can rank an item it has never met. Either way the interactions leave the log and are counted, and both
/// reports say how many there were.
public enum UnseenItemPolicy: String, Codable, CaseIterable, Sendable {
    /// They are left out of the evaluation, as protocols C and D do.
    case drop
    /// Each counts as an event with infinite rank: every metric is 0 for it.
    case countAsMiss = "count-as-miss"
}
