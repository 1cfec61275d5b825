/// Holds out whole users: some only train, some only validate, some only test.
///
/// It asks how a model serves people it has never seen ("strong generalization"; Marlin 2004). A held-out user's events
/// are all targets from the second on, each with the events before it as history.
public struct RandomUsersSplit: SequenceSplitRule {
    /// `random-users`.
    public static let name = "random-users"
    /// The share of users that validate.
    public var validation: Double
    /// The share of users that test.
    public var test: Double
    /// Chooses the users.
    public var seed: UInt64

    /// Ten per cent of the users validate and ten test by default.
    public init(validation: Double = 0.1, test: Double = 0.1, seed: UInt64 = 1) {
        self.validation = validation
        self.test = test
        self.seed = seed
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        validation = try values.decodeIfPresent(Double.self, forKey: .validation) ?? validation
        test = try values.decodeIfPresent(Double.self, forKey: .test) ?? test
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
    }

    /// Checks that the shares are shares and leave users to train on.
    public func validate() throws {
        try check("validation", validation)
        try check("test", test)
        guard validation + test < 1 else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "test",
                problem: "and validation must stay below 1 together, found \(test) + \(validation)")
        }
    }

    /// Draws the users: test first, then validation, each share rounded down but at least one user where it is
    /// above zero.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        var indices = Array(0..<log.userCount)
        var generator = SeededGenerator(seed: seed)
        generator.shuffle(&indices)
        let testCount = count(of: test, users: indices.count)
        let validationCount = count(of: validation, users: indices.count)
        guard testCount + validationCount < indices.count else {
            throw PreparationError.nothingToTrain(
                operation: Self.name,
                reason: "\(indices.count) users cannot be shared out between train, \(validationCount) for validation "
                    + "and \(testCount) for test")
        }
        var parts = [DataSplit.Part?](repeating: nil, count: indices.count)
        for index in indices.prefix(testCount) { parts[index] = .test }
        for index in indices.dropFirst(testCount).prefix(validationCount) { parts[index] = .validation }
        return SplitBoundaries.wholeUsers(of: log) { parts[$0] }
    }

    private func count(of share: Double, users: Int) -> Int {
        share > 0 ? max(1, SplitBoundaries.floor(share, of: users)) : 0
    }
}
