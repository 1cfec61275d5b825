/// The split that the files give: what was read as train, validation and test stays that.
///
/// It takes a log that `GivenParts` joined. A session or user of the test file that the train file does not have is a
/// history of its own, unknown to every model; one that it has goes on. Where the parts of a user overlap in time, as
/// those of a random split do, each interaction stands for itself: histories are those of the train part, and nothing can be
/// asked for next.
public struct GivenSplit: SequenceSplitRule {
    /// `given`.
    public static let name = "given"

    /// The rule; it has no parameters.
    public init() {}

    /// Always valid.
    public func validate() throws {}

    /// The cuts where the parts meet; each row's own part where those of a user overlap in time. Needs a log of given parts.
    public func parts(of log: InteractionLog) throws -> RowParts {
        guard Self.overlap(in: log) != nil else { return .cuts(try boundaries(of: log)) }
        return .rows(
            try column(of: log).map { number in
                switch GivenPart(rawValue: Int(number) - 1) {
                case .train: .train
                case .validation: .validation
                case .test: .test
                case .validationHistory, .testHistory, nil: .dropped
                }
            })
    }

    /// Where the parts of a user overlap in time, in words; nil where they follow one another.
    public static func overlap(in log: InteractionLog) -> String? {
        guard let parts = log.givenParts, let times = log.timeColumn else { return nil }
        for user in log.userIndices {
            let rows = log.rows(ofUser: user)
            guard let row = rows.dropFirst().first(where: { parts[$0] < parts[$0 - 1] }) else { continue }
            let moment = { (row: Int) in Instant(times[row], log.timeUnit).iso8601 }
            return
                "user '\(log.users.id(at: user) ?? "")' has an interaction at \(moment(row - 1)) in one part, and one at "
                + "\(moment(row)) in a part before it"
        }
        return nil
    }

    private func column(of log: InteractionLog) throws -> [Int32] {
        guard let parts = log.givenParts else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "strategy",
                problem: "needs its parts as files: --train FILE --test FILE, and --validation FILE if there is one")
        }
        return parts
    }

    /// Cuts where the parts meet. Needs a log of given parts that do not overlap.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        let parts = try column(of: log)
        if let overlap = Self.overlap(in: log) {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "data",
                problem:
                    "has parts that overlap in time: \(overlap). A next item is predicted from what came before; give "
                    + "parts that follow one another")
        }
        var boundaries = SplitBoundaries(trainEnds: [], validationEnds: [])
        var (validationStarts, testStarts): ([Int], [Int]) = ([], [])
        for (start, end) in zip(log.offsets, log.offsets.dropFirst()) {
            func firstRow(after part: GivenPart) -> Int {
                var row = start
                while row < end, parts[row] <= Int32(truncatingIfNeeded: part.rawValue + 1) { row += 1 }
                return row
            }
            boundaries.trainEnds.append(firstRow(after: .train))
            validationStarts.append(firstRow(after: .validationHistory))
            boundaries.validationEnds.append(firstRow(after: .validation))
            testStarts.append(firstRow(after: .testHistory))
        }
        boundaries.targetStarts = .init(validation: validationStarts, test: testStarts)
        return boundaries
    }
}
