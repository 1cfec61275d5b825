/// Cuts the whole log by time into exact shares of its interactions.
///
/// The interactions of all users are put in order of time; the first share trains, the next validates, the last
/// tests. Where a cut falls among equal times, the log's order (user, then original row) decides, so that the
/// counts are exact; `global-time` keeps equal times together instead.
public struct RatioSplit: SequenceSplitRule {
    /// `ratio`.
    public static let name = "ratio"
    /// The share of all interactions that trains.
    public var train: Double
    /// The share of all interactions that validates; what remains is test.
    public var validation: Double

    /// 80 %, 10 %, 10 % by default.
    public init(train: Double = 0.8, validation: Double = 0.1) {
        self.train = train
        self.validation = validation
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        train = try values.decodeIfPresent(Double.self, forKey: .train) ?? train
        validation = try values.decodeIfPresent(Double.self, forKey: .validation) ?? validation
    }

    /// Checks that the shares are shares.
    public func validate() throws {
        try checkShares(train: train, validation: validation)
    }

    /// Places the cuts. Needs times.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        let times = try times(of: log)
        let sorted = times.sorted()
        let trainCount = SplitBoundaries.floor(train, of: times.count)
        let heldOut = SplitBoundaries.floor(train + validation, of: times.count)
        return SplitBoundaries(
            trainEnds: ends(of: log, times: times, sorted: sorted, taking: trainCount),
            validationEnds: ends(of: log, times: times, sorted: sorted, taking: heldOut))
    }

    /// For each user the row after the last of those among the first `count` interactions in order of time.
    private func ends(of log: InteractionLog, times: [Int64], sorted: [Int64], taking count: Int) -> [Int] {
        guard count < sorted.count else { return Array(log.offsets.dropFirst()) }
        let cut = sorted[count]
        var takenAtCut = count - sorted.lowerBound(of: cut)
        return (0..<log.userCount).map { index in
            var row = log.offsets[index]
            let end = log.offsets[index + 1]
            while row < end, times[row] < cut { row += 1 }
            while row < end, times[row] == cut, takenAtCut > 0 {
                row += 1
                takenAtCut -= 1
            }
            return row
        }
    }
}

extension [Int64] {
    /// The index of the first element that is not below a value, in a sorted array.
    func lowerBound(of value: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
