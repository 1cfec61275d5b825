/// A way to make examples of a part of a split.
///
/// A new strategy is a file of its own and a line in ``ExampleChoice/strategies``.
public protocol ExampleStrategy: Codable, Equatable, Sendable {
    /// The name that recipes and records use, such as `every-event`.
    static var name: String { get }
    /// Its default parameters.
    init()
    /// Checks the parameters.
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    func validate() throws
    /// Makes the examples of a part.
    ///
    /// - Parameters:
    ///   - part: Which part.
    ///   - split: What it is a part of; nothing but the train part may be learned from.
    ///   - generator: Source of random choices, another one each epoch; left advanced.
    /// - Throws: `PreparationError` if the log lacks a column.
    func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet
    /// Whether another generator gives other examples, so that each epoch of training draws its own.
    var isRandom: Bool { get }
    /// What was done, for records: "every event".
    var text: String { get }
    /// Whether it goes by the order of the file, which readers keep on demand alone (`ReadOptions.keepsFileRows`).
    var followsFileRows: Bool { get }
    /// What the odds of a probability learned from the train part's examples are multiplied by to be those among all items
    /// that could have been drawn, weights undone: w λ₋ ∕ λ₊, with w the share of negatives that is kept. Nil where examples
    /// are what happened.
    func oddsFactor(in split: DataSplit) throws -> Double?
    /// What makes held-out examples unless another strategy is named; nil for what is usual for the task.
    var heldOutAlike: Self? { get }
    /// What models can learn from such examples, or be measured on.
    static var tasks: [ModelTask] { get }
}

extension ExampleStrategy {
    /// Ratings, and clicks that are recorded as 1 and 0.
    public static var tasks: [ModelTask] { [.rating, .click] }
}

/// A strategy as recipes name it: its name under `strategy`, its parameters beside it.
///
/// ```yaml
/// examples: {strategy: event-with-negatives, negatives: 4}
/// ```
public struct ExampleChoice: Sendable, Equatable {
    /// The strategy with its parameters.
    public var strategy: any ExampleStrategy

    /// All strategies, by name.
    public static let strategies: [any ExampleStrategy.Type] = [
        EveryEvent.self, LaterHalf.self, LaterHalfRolling.self, EventWithNegatives.self, FixedCandidates.self,
        ClickFirstContact.self,
    ]

    /// Chooses a strategy.
    public init(_ strategy: any ExampleStrategy = EveryEvent()) { self.strategy = strategy }

    /// Its name.
    public var name: String { type(of: strategy).name }

    /// Two choices are equal when strategy and parameters are.
    public static func == (left: ExampleChoice, right: ExampleChoice) -> Bool {
        func equals<Strategy: ExampleStrategy>(_ strategy: Strategy) -> Bool { strategy == right.strategy as? Strategy }
        return equals(left.strategy)
    }
}

extension ExampleChoice: Codable {
    private enum CodingKeys: String, CodingKey {
        case strategy
    }

    /// Reads the name and the parameters beside it.
    /// - Throws: `PreparationError.unknownName` for a name that is none of ``strategies``.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .strategy)
        guard let found = Self.strategies.first(where: { $0.name == name }) else {
            throw PreparationError.unknownName(
                kind: "example strategy", name: name, known: Self.strategies.map { $0.name })
        }
        strategy = try found.init(from: decoder)
    }

    /// Writes the name and all parameters beside it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .strategy)
        try strategy.encode(to: encoder)
    }
}

extension ExampleStrategy {
    /// Always valid.
    public func validate() throws {}
    /// Not by default.
    public var isRandom: Bool { false }
    /// None by default.
    public func oddsFactor(in split: DataSplit) throws -> Double? { nil }
    /// None by default.
    public var heldOutAlike: Self? { nil }
    /// Not by default.
    public var followsFileRows: Bool { false }

    func check(_ parameter: String, _ value: Int, atLeast least: Int) throws {
        guard value >= least else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: parameter, problem: "must be at least \(least), found \(value)")
        }
    }
}
