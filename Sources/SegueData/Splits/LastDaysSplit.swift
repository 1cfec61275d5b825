/// Holds out the sessions that end in the last days (protocol C): each user of the log is one session.
///
/// As in GRU4Rec's preparation of data (Hidasi et al., ICLR 2016): a session belongs wholly to the part in which
/// its last event falls. Test takes the sessions whose last event is at most `testDays` × 86,400 s before the end
/// of the data, validation those of the `validationDays` before. Cut a log of users into sessions with
/// `InteractionLog.sessions(gapSeconds:droppingConsecutiveDuplicates:)` first.
public struct LastDaysSplit: SequenceSplitRule {
    /// `last-days`.
    public static let name = "last-days"
    /// How many days test takes.
    public var testDays: Int
    /// How many days before them validation takes; 0 for none.
    public var validationDays: Int
    /// The moment from which the days are counted back (seconds since 1970); nil: the latest time in the log.
    public var endTime: Int64?

    /// Seven days for test and seven for validation by default.
    public init(testDays: Int = 7, validationDays: Int = 7, endTime: Int64? = nil) {
        self.testDays = testDays
        self.validationDays = validationDays
        self.endTime = endTime
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        testDays = try values.decodeIfPresent(Int.self, forKey: .testDays) ?? testDays
        validationDays = try values.decodeIfPresent(Int.self, forKey: .validationDays) ?? validationDays
        endTime = try values.decodeIfPresent(Int64.self, forKey: .endTime)
    }

    /// Checks that the days are counts of days.
    public func validate() throws {
        for (parameter, days, least) in [("testDays", testDays, 1), ("validationDays", validationDays, 0)] {
            guard (least...1_000_000).contains(days) else {
                throw PreparationError.invalidParameter(
                    operation: Self.name, parameter: parameter,
                    problem: "must be a number of days from \(least) to 1000000, found \(days)")
            }
        }
    }

    /// Puts each session into its part. Needs times.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        let times = try times(of: log)
        let end = endTime.map(log.timeUnit.count(ofSeconds:)) ?? times.max() ?? 0
        let testFrom = Self.moment(end, daysBefore: testDays, log.timeUnit)
        let validationFrom = Self.moment(testFrom, daysBefore: validationDays, log.timeUnit)
        return SplitBoundaries.wholeUsers(of: log) { index in
            let rows = log.offsets[index]..<log.offsets[index + 1]
            guard let last = rows.last else { return nil }
            if times[last] >= testFrom { return .test }
            return times[last] >= validationFrom ? .validation : nil
        }
    }

    /// A moment so many days earlier, or the earliest there is.
    private static func moment(_ time: Int64, daysBefore days: Int, _ unit: TimeUnit) -> Int64 {
        let (earlier, overflow) = time.subtractingReportingOverflow(unit.count(ofSeconds: Int64(days) * 86_400))
        return overflow ? Int64.min : earlier
    }
}
