/// Where a split cuts the rows of each user.
public struct SplitBoundaries: Equatable, Sendable {
    /// For user u, at u − 1: the row after the last train row.
    public var trainEnds: [Int]
    /// For user u, at u − 1: the row after the last validation row; the rest of the user's rows are test.
    public var validationEnds: [Int]
    /// Where targets begin; nil: with the parts themselves.
    public var targetStarts: TargetStarts?

    /// Where the targets of the held-out parts begin: rows of a part before them are history that comes with a question.
    public struct TargetStarts: Equatable, Sendable {
        /// For user u, at u − 1: the first validation target, from the train part's end to the validation part's.
        public var validation: [Int]
        /// For user u, at u − 1: the first test target, from the validation part's end to the user's.
        public var test: [Int]
    }

    /// Boundaries as given; they must lie in order inside each user's rows.
    public init(trainEnds: [Int], validationEnds: [Int]) {
        self.trainEnds = trainEnds
        self.validationEnds = validationEnds
    }

    /// Stops the program unless the boundaries lie in order inside each user's rows: a rule that breaks this is wrong.
    func check(against log: InteractionLog) {
        precondition(trainEnds.count == log.userCount && validationEnds.count == log.userCount, "one cut per user")
        for index in 0..<log.userCount {
            precondition(log.offsets[index] <= trainEnds[index], "train ends before the user's first row")
            precondition(trainEnds[index] <= validationEnds[index], "validation ends before train does")
            precondition(validationEnds[index] <= log.offsets[index + 1], "validation ends after the user's last row")
            guard let targetStarts else { continue }
            let (validation, test) = (targetStarts.validation[index], targetStarts.test[index])
            precondition(trainEnds[index]...validationEnds[index] ~= validation, "validation targets outside the part")
            precondition(validationEnds[index]...log.offsets[index + 1] ~= test, "test targets outside the part")
        }
    }

    /// Absorbs the rounding of decimal shares: 0.29 × 100 is 28.999… in binary.
    static let tolerance = 1e-9

    /// The whole part of a share of a count: 0.9 of 25 is 22.
    static func floor(_ share: Double, of count: Int) -> Int {
        let exact = (share * Double(count) + tolerance).rounded(.down)
        return min(count, max(0, Int(exactly: exact) ?? 0))
    }

    /// Cuts by the length of each user's sequence alone.
    ///
    /// - Parameter lengths: from the number of a user's rows to the numbers of train and validation rows.
    static func byLength(of log: InteractionLog, _ lengths: (Int) -> (train: Int, validation: Int)) -> SplitBoundaries {
        var boundaries = SplitBoundaries(trainEnds: [], validationEnds: [])
        boundaries.trainEnds.reserveCapacity(log.userCount)
        boundaries.validationEnds.reserveCapacity(log.userCount)
        for (start, end) in zip(log.offsets, log.offsets.dropFirst()) {
            let part = lengths(end - start)
            boundaries.trainEnds.append(start + part.train)
            boundaries.validationEnds.append(start + part.train + part.validation)
        }
        return boundaries
    }

    /// Puts each user wholly into one part.
    ///
    /// - Parameter part: from a user's index (0 for user 1) to the part, nil meaning train.
    static func wholeUsers(of log: InteractionLog, _ part: (Int) -> DataSplit.Part?) -> SplitBoundaries {
        var boundaries = SplitBoundaries(trainEnds: [], validationEnds: [])
        for index in 0..<log.userCount {
            let rows = log.offsets[index]..<log.offsets[index + 1]
            let part = part(index)
            boundaries.trainEnds.append(part == nil ? rows.upperBound : rows.lowerBound)
            boundaries.validationEnds.append(part == .test ? rows.lowerBound : rows.upperBound)
        }
        return boundaries
    }
}
