/// Draws interactions at random, whatever their order: the split of rating prediction with matrix completion.
///
/// Histories hold train interactions only, so that none holds a rating that is to be predicted. There is no next item to
/// be asked for: models that recommend the next item are refused.
public struct RandomRatingsSplit: SplitRule {
    /// `random-ratings`.
    public static let name = "random-ratings"
    /// The share of interactions that trains.
    public var train: Double
    /// The share of interactions that validates; what remains is test.
    public var validation: Double
    /// Seed of the draw.
    public var seed: UInt64

    /// 90 % train, 10 % test by default.
    public init(train: Double = 0.9, validation: Double = 0, seed: UInt64 = 1) {
        self.train = train
        self.validation = validation
        self.seed = seed
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        train = try values.decodeIfPresent(Double.self, forKey: .train) ?? train
        validation = try values.decodeIfPresent(Double.self, forKey: .validation) ?? validation
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
    }

    /// Checks that the shares are shares.
    public func validate() throws { try checkShares(train: train, validation: validation) }

    /// Shuffles the rows and takes the first for train, the next for validation, the rest for test.
    public func parts(of log: InteractionLog) throws -> RowParts {
        var order = Array(0..<log.count)
        var generator = SeededGenerator(seed: seed).split(Self.name)
        generator.shuffle(&order)
        let trainCount = SplitBoundaries.floor(train, of: log.count)
        let heldOut = SplitBoundaries.floor(train + validation, of: log.count)
        var parts = [RowPart](repeating: .test, count: log.count)
        for (index, row) in order.prefix(heldOut).enumerated() {
            parts[row] = index < trainCount ? .train : .validation
        }
        return .rows(parts)
    }
}
