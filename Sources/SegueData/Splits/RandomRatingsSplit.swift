/// Draws interactions at random, whatever their order: the split of rating prediction with matrix completion.
///
/// Histories hold train interactions only, so that none holds a rating that is to be predicted. There is no next item to
/// be asked for: models that recommend the next item are refused.
///
/// With the shuffle of NumPy or Python the split is one that others published, over the rows of the file in its order. The
/// log must keep these (`ReadOptions.keepsFileRows`); the rows of one that does not are shuffled in their own order, and
/// ``DataSplit/notes`` say so.
public struct RandomRatingsSplit: SplitRule {
    /// `random-ratings`.
    public static let name = "random-ratings"
    /// The share of interactions that trains.
    public var train: Double
    /// The share of interactions that validates; what remains is test.
    public var validation: Double
    /// Seed of the draw.
    public var seed: UInt64
    /// Whose shuffle draws.
    public var shuffle: ShuffleSource

    /// 90 % train, 10 % test by default.
    public init(train: Double = 0.9, validation: Double = 0, seed: UInt64 = 1, shuffle: ShuffleSource = .segue) {
        self.train = train
        self.validation = validation
        self.seed = seed
        self.shuffle = shuffle
    }

    /// GLocal-K's: NumPy's shuffle, the first tenth tests.
    public static let glocalK = RandomRatingsSplit(seed: 1234, shuffle: .numpy)
    /// GC-MC's: the shuffle of Python 2, the last tenth tests; the first of the paper's five seeds.
    public static let gcmc = RandomRatingsSplit(seed: 1234, shuffle: .python2)

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        train = try values.decodeIfPresent(Double.self, forKey: .train) ?? train
        validation = try values.decodeIfPresent(Double.self, forKey: .validation) ?? validation
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
        shuffle = try values.decodeIfPresent(ShuffleSource.self, forKey: .shuffle) ?? shuffle
    }

    /// Checks that the shares are shares.
    public func validate() throws { try checkShares(train: train, validation: validation) }

    /// Whether the rule goes by the order of the file.
    public var followsFileRows: Bool { shuffle != .segue }

    /// Shuffles the rows and shares them out.
    ///
    /// With Segue's shuffle the first train, the next validate, the rest tests, counts rounded down. With NumPy's the first
    /// test, rounded down, the next validate, as GLocal-K does it. With Python's the last test, and of the others the last
    /// validate, both rounded up, as GC-MC does it.
    public func parts(of log: InteractionLog) throws -> RowParts {
        let count = log.count
        let order: [Int]
        let held: (validation: Range<Int>, test: Range<Int>)
        let testShare = max(0, 1 - train - validation)
        switch shuffle {
        case .segue:
            order = shuffle.permutation(of: count, seed: seed, label: Self.name)
            let (first, last) = (
                SplitBoundaries.floor(train, of: count), SplitBoundaries.floor(train + validation, of: count)
            )
            held = (first..<last, last..<count)
        case .numpy:
            order = published(log)
            let test = SplitBoundaries.floor(testShare, of: count)
            held = (test..<min(count, test + SplitBoundaries.floor(validation, of: count)), 0..<test)
        case .python2:
            order = published(log)
            let test = count - Self.ceiling(testShare, of: count)
            held = (max(0, test - Self.ceiling(validation, of: count))..<test, test..<count)
        }
        var parts = [RowPart](repeating: .train, count: count)
        for row in order[held.validation] { parts[row] = .validation }
        for row in order[held.test] { parts[row] = .test }
        return .rows(parts)
    }

    /// The log's rows in the order of a published shuffle, which is one of the file's rows.
    private func published(_ log: InteractionLog) -> [Int] {
        let order = shuffle.permutation(of: log.count, seed: seed)
        guard let numbers = log.fileRows else { return order }
        let inFile = (0..<log.count).sorted { (numbers[$0], $0) < (numbers[$1], $1) }
        return order.map { inFile[$0] }
    }

    private static func ceiling(_ share: Double, of count: Int) -> Int {
        let exact = (share * Double(count) - SplitBoundaries.tolerance).rounded(.up)
        return min(count, max(0, Int(exactly: exact) ?? 0))
    }
}
