/// Holds out the last event of each user for test and the one before it for validation (protocols A and B).
///
/// As in SASRec (Kang and McAuley, ICDM 2018), a user with too few events for all three parts only trains. Note
/// that this split ignores the calendar: a model may train on events later than those it is tested on (Ji et al.,
/// TOIS 2023); compare with `global-time` before drawing conclusions about a live system.
public struct LeaveLastOutSplit: SequenceSplitRule {
    /// `leave-last-out`.
    public static let name = "leave-last-out"
    /// Whether the second-last event is held out for validation.
    public var validation: Bool

    /// Holds out one event for test and, by default, one for validation.
    public init(validation: Bool = true) {
        self.validation = validation
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(validation: try values.decodeIfPresent(Bool.self, forKey: .validation) ?? true)
    }

    /// Every value is valid.
    public func validate() throws {}

    /// Places the cuts before the last events.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        let validating = validation ? 1 : 0
        return SplitBoundaries.byLength(of: log) { count in
            count < 2 + validating ? (count, 0) : (count - 1 - validating, validating)
        }
    }
}
