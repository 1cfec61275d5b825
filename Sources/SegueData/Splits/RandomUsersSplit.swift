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
    /// Whose shuffle chooses them.
    public var shuffle: ShuffleSource
    /// Shares the held-out users out between validation and test, where the shuffle is not Segue's.
    public var validationSeed: UInt64

    /// Ten per cent of the users validate and ten test by default.
    public init(
        validation: Double = 0.1, test: Double = 0.1, seed: UInt64 = 1, shuffle: ShuffleSource = .segue,
        validationSeed: UInt64 = 1
    ) {
        self.validation = validation
        self.test = test
        self.seed = seed
        self.shuffle = shuffle
        self.validationSeed = validationSeed
    }

    /// The users of SeqRec's table: 1,208 of MovieLens 1M's 6,040 are held out, half of them for validation.
    public static let seqRec = RandomUsersSplit(seed: 2658, shuffle: .numpy, validationSeed: 4769)

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        validation = try values.decodeIfPresent(Double.self, forKey: .validation) ?? validation
        test = try values.decodeIfPresent(Double.self, forKey: .test) ?? test
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
        shuffle = try values.decodeIfPresent(ShuffleSource.self, forKey: .shuffle) ?? shuffle
        validationSeed = try values.decodeIfPresent(UInt64.self, forKey: .validationSeed) ?? validationSeed
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
    ///
    /// With the shuffle of NumPy or Python, as scikit-learn's `train_test_split` called twice does it: of the users in
    /// ascending order of their ids (as numbers where all are) the first of a permutation are held out, their share
    /// rounded up; the first of a permutation of these, by ``validationSeed``, validate, and the rest test.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        let users = log.userCount
        let heldOut: (validation: ArraySlice<Int>, test: ArraySlice<Int>)
        if shuffle == .segue {
            let order = shuffle.permutation(of: users, seed: seed)
            let testCount = count(of: test, users: users)
            heldOut = (order[testCount...].prefix(count(of: validation, users: users)), order.prefix(testCount))
        } else {
            let sorted = log.users.indicesInOrderOfId.map { Int($0) - 1 }
            let count = Int((Double(users) * (validation + test) - 1e-9).rounded(.up))
            let first = shuffle.permutation(of: users, seed: seed).prefix(count).map { sorted[$0] }
            let share = validation / max(validation + test, .leastNonzeroMagnitude)
            let validating = Int((Double(count) * share - 1e-9).rounded(.up))
            let second = shuffle.permutation(of: count, seed: validationSeed).map { first[$0] }
            heldOut = (second.prefix(validating), second[validating...])
        }
        guard heldOut.test.count + heldOut.validation.count < users else {
            throw PreparationError.nothingToTrain(
                operation: Self.name,
                reason: "\(users) users cannot be shared out between train, \(heldOut.validation.count) for validation "
                    + "and \(heldOut.test.count) for test")
        }
        var parts = [DataSplit.Part?](repeating: nil, count: users)
        for user in heldOut.test { parts[user] = .test }
        for user in heldOut.validation { parts[user] = .validation }
        return SplitBoundaries.wholeUsers(of: log) { parts[$0] }
    }

    private func count(of share: Double, users: Int) -> Int {
        share > 0 ? max(1, SplitBoundaries.floor(share, of: users)) : 0
    }
}
