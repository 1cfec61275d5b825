/// Keeps users with enough interactions, and of long sequences only the latest part.
public struct SequenceLengthFilter: LogFilterRule {
    /// What becomes of a sequence that is too long.
    public enum LongSequences: String, Codable, CaseIterable, Sendable {
        /// Its latest `maximum` interactions are kept.
        case keepLatest = "keep-latest"
        /// The user is removed.
        case remove
    }

    /// `sequence-length`.
    public static let name = "sequence-length"
    /// The least number of interactions of a user.
    public var minimum: Int
    /// The greatest number of interactions of a user, or nil for no limit.
    public var maximum: Int?
    /// What becomes of longer sequences.
    public var longSequences: LongSequences

    /// At least two interactions by default, no upper limit.
    public init(minimum: Int = 2, maximum: Int? = nil, longSequences: LongSequences = .keepLatest) {
        self.minimum = minimum
        self.maximum = maximum
        self.longSequences = longSequences
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        minimum = try values.decodeIfPresent(Int.self, forKey: .minimum) ?? minimum
        maximum = try values.decodeIfPresent(Int.self, forKey: .maximum)
        longSequences = try values.decodeIfPresent(LongSequences.self, forKey: .longSequences) ?? longSequences
    }

    /// Checks the order of the limits.
    public func validate() throws {
        try check("minimum", minimum, atLeast: 0)
        if let maximum { try check("maximum", maximum, atLeast: max(1, minimum)) }
    }

    /// Removes short sequences, and shortens or removes long ones.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        var keep = [Bool](repeating: true, count: log.count)
        for (start, end) in zip(log.offsets, log.offsets.dropFirst()) {
            let length = end - start
            var dropped = length < minimum ? length : 0
            if let maximum, length > maximum { dropped = longSequences == .remove ? length : length - maximum }
            for row in start..<start + dropped { keep[row] = false }
        }
        return log.keeping(keep)
    }
}
