import SegueData

/// Recommends the items with most training interactions, to everybody.
///
/// The floor that every personalized model has to beat. The score of an item is its number of training interactions,
/// or of distinct training users by option; the two differ where people repeat items (music), not where each item is
/// rated once (films). Counts come from the training part alone; padding has none.
public typealias Popularity = FixedScoreModel<PopularityConfiguration>

/// Hyper-parameters of ``Popularity``.
public struct PopularityConfiguration: FixedScoreConfiguration {
    /// Whether a user counts once for an item, however often they consumed it.
    public var countsDistinctUsers = false

    /// Counts every interaction.
    public init() {}

    /// Nothing to check: every value is possible.
    public func validate() throws {}

    /// The model's name in errors.
    public static var modelName: String { "Popularity" }

    /// Counts the training interactions of each item.
    public func scores(of training: TrainingSequences) throws -> (values: [Float], message: String) {
        var counts = [Int](repeating: 0, count: training.itemCount)
        var lastUser = [Int32](repeating: 0, count: countsDistinctUsers ? counts.count : 0)
        for user in 1..<Int32(clamping: training.userCount + 1) {
            for item in training.items(ofUser: user) {
                let column = Int(item) - 1
                guard counts.indices.contains(column) else { continue }
                if countsDistinctUsers {
                    guard lastUser[column] != user else { continue }
                    lastUser[column] = user
                }
                counts[column] += 1
            }
        }
        return (counts.map(Float.init), "counted \(counts.reduce(0, +)) interactions")
    }
}

extension Popularity {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "popularity", "Popularity", family: .popularity, isSeeded: false, isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
