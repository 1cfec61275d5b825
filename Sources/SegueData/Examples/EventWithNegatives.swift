/// Each interaction of a part is a positive example, and items that the user has not met are drawn as negatives for it.
public struct EventWithNegatives: ExampleStrategy {
    /// `event-with-negatives`.
    public static let name = "event-with-negatives"
    /// Clicks: what was not taken has no rating.
    public static let tasks = [ModelTask.click]
    /// Negatives drawn for each event.
    public var negatives: Int
    /// Items are drawn in proportion to their frequency in train, raised to this: 0 draws uniformly.
    public var exponent: Double

    /// One negative per event, drawn uniformly.
    public init() { self.init(negatives: 1) }

    /// Negatives as given.
    public init(negatives: Int, exponent: Double = 0) {
        self.negatives = negatives
        self.exponent = exponent
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        negatives = try values.decodeIfPresent(Int.self, forKey: .negatives) ?? negatives
        exponent = try values.decodeIfPresent(Double.self, forKey: .exponent) ?? exponent
    }

    /// Checks the parameters.
    public func validate() throws {
        try check("negatives", negatives, atLeast: 1)
        guard (0...4).contains(exponent) else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "exponent", problem: "must lie in 0…4, found \(exponent)")
        }
    }

    /// Another draw gives other negatives.
    public var isRandom: Bool { true }

    /// "every event with 4 negatives drawn uniformly".
    public var text: String {
        "every event with \(negatives) negative\(negatives == 1 ? "" : "s") drawn "
            + (exponent == 0 ? "uniformly" : "by frequency^\(exponent)")
    }

    /// Positives labeled 1, each followed by its negatives labeled 0. Items of the user in this part and those
    /// before it are no negatives.
    public func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet {
        try validate()
        guard negatives < split.log.itemCount else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "negatives",
                problem: "must be fewer than the items, of which there are \(split.log.itemCount), found \(negatives)")
        }
        var drawing = NegativeDrawing(split, part: part, exponent: exponent)
        var examples = split.emptyExamples()
        examples.reserveCapacity(split.eventCount(of: part) * (negatives + 1))
        split.forEachEvent(of: part) { user, row, history in
            let isTrained = split.isTrained(user)
            examples.add(
                user: user, isTrained: isTrained, item: split.log.itemColumn[row], history: history, event: row,
                label: 1)
            for item in drawing.draw(negatives, user: user, generator: &generator) {
                examples.add(
                    user: user, isTrained: isTrained, item: item, history: history, event: row, label: 0)
            }
        }
        return examples
    }
}

/// Each interaction of a part with a fixed number of candidates, drawn once: every model and every seed of an experiment is
/// asked the same.
public struct FixedCandidates: ExampleStrategy {
    /// `fixed-candidates`.
    public static let name = "fixed-candidates"
    /// Clicks: what was not taken has no rating.
    public static let tasks = [ModelTask.click]
    /// Candidates drawn beside each event.
    public var candidates: Int
    /// Seed of the draw, whatever the run's seed.
    public var seed: UInt64

    /// 99 candidates.
    public init() { self.init(candidates: 99) }

    /// Candidates as given.
    public init(candidates: Int, seed: UInt64 = 1) {
        self.candidates = candidates
        self.seed = seed
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        candidates = try values.decodeIfPresent(Int.self, forKey: .candidates) ?? candidates
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
    }

    /// Checks the number.
    public func validate() throws { try check("candidates", candidates, atLeast: 1) }

    /// "every event with 99 fixed candidates (seed 1)".
    public var text: String { "every event with \(candidates) fixed candidates drawn uniformly (seed \(seed))" }

    /// As ``EventWithNegatives``, by a generator of its own.
    public func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet {
        guard candidates < split.log.itemCount else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "candidates",
                problem: "must be fewer than the items, of which there are \(split.log.itemCount), found \(candidates)")
        }
        var own = SeededGenerator(seed: seed).split("candidates of \(part)")
        return try EventWithNegatives(negatives: candidates).examples(of: part, in: split, generator: &own)
    }
}
