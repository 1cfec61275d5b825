/// Cuts each user's interactions into sessions, which are the users from then on.
///
/// It removes nothing. Protocol C cuts at pauses of more than one hour.
public struct SessionsFilter: LogFilterRule {
    /// `sessions`.
    public static let name = "sessions"
    /// The longest pause within a session, in seconds; of no effect where ``column`` is given.
    public var gapSeconds: Int64
    /// A context column of tokens that names the sessions; nil: they are cut at pauses.
    public var column: String?

    /// Cuts at pauses of more than an hour by default.
    public init(gapSeconds: Int64 = 3_600, column: String? = nil) {
        self.gapSeconds = gapSeconds
        self.column = column
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        gapSeconds = try values.decodeIfPresent(Int64.self, forKey: .gapSeconds) ?? gapSeconds
        column = try values.decodeIfPresent(String.self, forKey: .column)
    }

    /// Checks that the pause is not negative.
    public func validate() throws {
        try check("gapSeconds", Int(clamping: gapSeconds), atLeast: 0)
    }

    /// Cuts. Needs times, or the column.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        if let column { return try log.sessions(column: column) }
        return try log.sessions(gapSeconds: gapSeconds)
    }
}
