/// Cuts each user's own sequence: the first part trains, then validation, then test (protocol D).
///
/// Donkers, Loepp and Ziegler, "Sequential User-based Recurrent Neural Network Recommendations", RecSys 2017,
/// section 4.1.2: "The training set consists of the first 90% of every user consumption sequence. The remaining 10%
/// of each sequence are split evenly into validation and test set while maintaining the order." The paper does not
/// say how it rounds. Chosen here: train is rounded down, so that the shortest sequences of MovieLens (20 events)
/// keep 18 + 1 + 1; validation is half of the rest rounded down, so that an odd event goes to test, the part that
/// is reported. A user with a single event only trains. From two events on, each user has at least one test event.
public struct WithinSequenceSplit: SequenceSplitRule {
    /// `within-sequence`.
    public static let name = "within-sequence"
    /// The share of each sequence that trains, above 0 and below 1.
    public var train: Double
    /// The share of each sequence that validates; what remains is test.
    public var validation: Double

    /// The paper's shares by default: 90 %, 5 %, 5 %.
    public init(train: Double = 0.9, validation: Double = 0.05) {
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

    /// Places the cuts by the length of each sequence.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        SplitBoundaries.byLength(of: log, lengths(of:))
    }

    /// The numbers of train and validation events in a sequence of so many events.
    func lengths(of count: Int) -> (train: Int, validation: Int) {
        let training = min(count, max(1, SplitBoundaries.floor(train, of: count)))
        let rest = count - training
        let validationShare = min(1, validation / (1 - train))
        let hasTest = validationShare < 1 - SplitBoundaries.tolerance
        let validating = SplitBoundaries.floor(validationShare, of: rest)
        return (training, hasTest ? min(validating, max(0, rest - 1)) : rest)
    }
}
