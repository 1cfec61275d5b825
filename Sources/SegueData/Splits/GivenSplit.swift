/// The split that the files give: what was read as train, validation and test stays that.
///
/// It takes a log that `GivenParts` joined. A session or user of the test file that the train file does not have is a
/// history of its own, unknown to every model; one that it has goes on.
public struct GivenSplit: SequenceSplitRule {
    /// `given`.
    public static let name = "given"

    /// The rule; it has no parameters.
    public init() {}

    /// Always valid.
    public func validate() throws {}

    /// Cuts where the parts meet. Needs a log of given parts.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        guard let parts = log.givenParts else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "strategy",
                problem: "needs its parts as files: --train FILE --test FILE, and --validation FILE if there is one")
        }
        var boundaries = SplitBoundaries(trainEnds: [], validationEnds: [])
        var (validationStarts, testStarts): ([Int], [Int]) = ([], [])
        for (start, end) in zip(log.offsets, log.offsets.dropFirst()) {
            guard (start + 1..<max(start + 1, end)).allSatisfy({ parts[$0 - 1] <= parts[$0] }) else {
                throw PreparationError.invalidParameter(
                    operation: Self.name, parameter: "data", problem: "has parts that do not follow one another")
            }
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
