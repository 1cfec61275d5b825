/// Cuts all users at the same two moments, as a live system would meet the data.
///
/// Nothing later than the cut is trained on, which the other splits do not promise (Ji et al., "A Critical Study on
/// Data Leakage in Recommender System Offline Evaluation", TOIS 2023). The moments are given, or found so that
/// shares of the interactions lie before them; interactions of one moment always fall on the same side, so shares
/// are met only as far as ties allow.
public struct GlobalTimeSplit: SequenceSplitRule {
    /// `global-time`.
    public static let name = "global-time"
    /// Validation begins here (seconds since 1970, inclusive); nil: where `train` says.
    public var validationFrom: Int64?
    /// Test begins here (seconds since 1970, inclusive); nil: where `train` + `validation` say.
    public var testFrom: Int64?
    /// The share of the interactions before validation, unless `validationFrom` is given.
    public var train: Double
    /// The share of the interactions between validation's and test's beginning, unless `testFrom` is given.
    public var validation: Double

    /// Cuts at two given moments, in seconds since 1970.
    public init(validationFrom: Int64, testFrom: Int64) {
        self.init()
        self.validationFrom = validationFrom
        self.testFrom = testFrom
    }

    /// Cuts where shares of the interactions lie before; 80 %, 10 %, 10 % by default.
    public init(train: Double = 0.8, validation: Double = 0.1) {
        self.train = train
        self.validation = validation
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        validationFrom = try values.decodeIfPresent(Int64.self, forKey: .validationFrom)
        testFrom = try values.decodeIfPresent(Int64.self, forKey: .testFrom)
        train = try values.decodeIfPresent(Double.self, forKey: .train) ?? train
        validation = try values.decodeIfPresent(Double.self, forKey: .validation) ?? validation
    }

    /// Checks the order of the moments, or the shares.
    public func validate() throws {
        guard (validationFrom == nil) == (testFrom == nil) else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: validationFrom == nil ? "validationFrom" : "testFrom",
                problem: "is missing: give both moments, or neither and the shares train and validation")
        }
        guard let validationFrom, let testFrom else {
            return try checkShares(train: train, validation: validation)
        }
        guard validationFrom <= testFrom else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "testFrom",
                problem: "must not be earlier than validationFrom (\(validationFrom)), found \(testFrom)")
        }
    }

    /// Places the cuts. Needs times.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        let times = try times(of: log)
        let moments = moments(in: times, counting: log.timeUnit)
        var boundaries = SplitBoundaries(trainEnds: [], validationEnds: [])
        for (start, end) in zip(log.offsets, log.offsets.dropFirst()) {
            var row = start
            while row < end, times[row] < moments.validation { row += 1 }
            boundaries.trainEnds.append(row)
            while row < end, times[row] < moments.test { row += 1 }
            boundaries.validationEnds.append(row)
        }
        return boundaries
    }

    private func moments(in times: [Int64], counting unit: TimeUnit) -> (validation: Int64, test: Int64) {
        if let validationFrom, let testFrom {
            return (unit.count(ofSeconds: validationFrom), unit.count(ofSeconds: testFrom))
        }
        let sorted = times.sorted()
        func moment(_ share: Double) -> Int64 {
            let index = SplitBoundaries.floor(share, of: sorted.count)
            return index < sorted.count ? sorted[index] : Int64.max
        }
        return (moment(train), moment(train + validation))
    }
}
