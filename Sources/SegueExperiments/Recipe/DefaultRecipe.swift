import SegueData
import SegueModels

/// The recipe for a model when nobody has written one: settings that suit the size of the data.
///
/// | Setting | Value | Why |
/// |---|---|---|
/// | split | 90/5/5 % of each sequence; the last event of each user where sequences have fewer than 20 on average | 5 % of a short sequence is no event |
/// | hidden units | 32 below 10,000 interactions, 64 below 100,000, 100 below 10 million, then 128 | more overfits small data and is slow without a GPU |
/// | batch size | a third of the square root of the number of users, 4 to 512 | what did best on MovieLens 100K and `ml-latest-small` (8 to 10), and serves on 1M (25): the number of updates matters more than their noise |
/// | window | 20 steps, the state carried on | the user-based GRU paper's "unfold dimension" |
/// | windows of attention | all, with ends that move, as long as the model reads | nothing is carried on |
/// | epochs | at most 50 below 10,000 interactions, 20 below 10 million, then 10 | early stopping ends training; this bounds its time |
/// | patience | 3 epochs, 5 below 10,000 interactions | a small validation part is noisy |
/// | objective | cross-entropy; sampled softmax above 20,000 items | the cost of a step no longer grows with the catalog |
/// | models' own | as in the recipes that come with Segue | seen in their results |
public struct DefaultRecipe: Sendable {
    /// What of the data settings depend on.
    public struct DataSize: Sendable, Equatable {
        /// Name of the data, for the title.
        public var name: String
        /// Number of interactions.
        public var interactionCount: Int
        /// Number of users.
        public var userCount: Int
        /// Number of items.
        public var itemCount: Int
        /// Number of the catalog's categories.
        public var labelCount: Int

        /// Describes data.
        public init(name: String, interactionCount: Int, userCount: Int, itemCount: Int, labelCount: Int) {
            self.name = name
            self.interactionCount = interactionCount
            self.userCount = userCount
            self.itemCount = itemCount
            self.labelCount = labelCount
        }

        /// Measures data.
        public init(_ dataset: Dataset) {
            self.init(
                name: dataset.name, interactionCount: dataset.log.count, userCount: dataset.log.userCount,
                itemCount: dataset.log.itemCount, labelCount: dataset.catalog.categoryNames.count)
        }

        /// As large as MovieLens 100K, where nothing is known.
        public static let typical = DataSize(
            name: "data", interactionCount: 100_000, userCount: 943, itemCount: 1682, labelCount: 19)

        var isSmall: Bool { interactionCount < 10_000 }
        var isLarge: Bool { interactionCount >= 10_000_000 }
        var hasShortSequences: Bool { interactionCount < 20 * max(1, userCount) }
    }

    /// The model.
    public let model: any ModelDescription
    /// The data.
    public let size: DataSize

    /// The recipe of a model for data.
    public init(_ model: any ModelDescription, for size: DataSize) {
        self.model = model
        self.size = size
    }

    /// The recipe itself.
    /// - Parameter settings: `path=value` texts laid over it, as given by `--set`.
    /// - Throws: ``RecipeError`` for a setting that the model does not have or that cannot be.
    public func recipe(settings: [String] = []) throws -> Recipe { try text(settings: settings).recipe() }

    /// The recipe as text, with what is laid over it.
    public func text(settings: [String] = [], ranges: [String] = []) -> RecipeText {
        RecipeText(yaml: yaml, file: "default recipe of \(model.name)", settings: settings, ranges: ranges)
    }

    /// The settings in one sentence.
    public var summary: String {
        let size = "\(size.interactionCount) interactions, \(size.userCount) users, \(size.itemCount) items"
        let start = "\(model.name) with settings for \(size)"
        guard model.isTrained else { return start }
        let units = has("hiddenSize") ? "\(hiddenSize) hidden units, " : ""
        return "\(start): \(units)batches of \(batchSize), up to \(epochs) epochs"
            + (usesSampling ? ", sampled softmax" : "")
    }
}

extension DefaultRecipe {
    /// The text of the recipe, to be kept in a file and changed.
    public var yaml: String {
        let header = """
            # Settings for \(model.name) on \(size.interactionCount) interactions of \(size.userCount) users \
            with \(size.itemCount) items.
            title: "\(model.title)"
            seed: 1
            \(task)

            """
        let name = "models:\n  - name: \(model.name)\n"
        let settings = modelSettings.map { "      \($0.name): \($0.value)\n" }
        return header + training + name + (settings.isEmpty ? "" : "    settings:\n") + settings.joined()
            + (model.isPointwise ? "" : "evaluation: {cutoffs: [20]}\n")
    }

    /// The task, where it is not the next item, and a split that suits it.
    private var task: String {
        guard model.isPointwise else {
            return "split: \(size.hasShortSequences ? "{strategy: leave-last-out}" : "{strategy: within-sequence}")"
        }
        let task: ModelTask = model.tasks.contains(.rating) ? .rating : .click
        // States that move with time are asked about what comes later.
        let ratings =
            model.name == "rrn"
            ? "{strategy: global-time}" : "{strategy: random-ratings, train: 0.85, validation: 0.05}"
        let split = task == .rating ? ratings : "{strategy: leave-last-out}"
        return "task: \(task.rawValue)\nsplit: \(split)"
    }

    private var training: String {
        guard model.isTrained else { return "" }
        var lines = [
            "batchSize: \(model.isPointwise ? 512 : batchSize)", "windowLength: \(windowLength)", "epochs: \(epochs)",
            "patience: \(size.isSmall ? 5 : 3)",
        ]
        if model.family == .attention { lines.append("windows: all") }
        if model.name == "fiscl" {
            // The paper learns vectors; the network's output is compared with the next item's.
            lines += ["objective: meanSquaredError", "optimizer: {algorithm: adagrad, learningRate: 0.01}"]
            lines.append("validationMetric: recall@20")
        } else if usesSampling {
            lines.append("objective: sampledSoftmax")
        }
        return "training:\n" + lines.map { "  \($0)\n" }.joined()
    }

    /// A model of fixed positions is trained at all of them.
    private var windowLength: Int {
        Mirror(reflecting: model.defaults).children.first { $0.label == "maximumLength" }?.value as? Int ?? 20
    }

    private var batchSize: Int {
        min(512, max(4, Int((Double(size.userCount).squareRoot() / 3).rounded())))
    }

    private var epochs: Int { size.isSmall ? 50 : size.isLarge ? 10 : 20 }

    private var usesSampling: Bool { size.itemCount > 20_000 && model.name != "fiscl" }

    private var hiddenSize: Int {
        if model.name == "fiscl" { return 32 }
        if size.isLarge { return 128 }
        return size.isSmall ? 32 : size.interactionCount < 100_000 ? 64 : 100
    }

    /// The settings of the model that are not the defaults, which are the papers'.
    private var modelSettings: [(name: String, value: String)] {
        var settings: [(name: String, value: String)] = []
        if has("hiddenSize") { settings.append(("hiddenSize", "\(hiddenSize)")) }
        // The paper's 0.01 as a sum over the batch's rows; the setting is a mean's.
        if has("userPenalty") { settings.append(("userPenalty", "\(Double(batchSize) / 100)")) }
        // The network begins as an ordinary GRU.
        if has("attentionBias") { settings.append(("attentionBias", "-3")) }
        switch model.name {
        case "item-knn": settings.append(("historyLength", "1"))
        case "item2vec": settings.append(("itemVectors", "{epochs: 20, contextsPerItem: 20, pairsPerDraw: 4}"))
        case "fiscl":
            settings.append(("itemVectors", "{dimension: 20, epochs: 20, contextsPerItem: 40, pairsPerDraw: 4}"))
            settings += [("normalization", "itemVectors"), ("labelWeight", "0.3"), ("historyLength", "10")]
            if size.labelCount == 0 { settings.append(("usesLabels", "false")) }
        default: break
        }
        return settings
    }

    private func has(_ setting: String) -> Bool {
        Mirror(reflecting: model.defaults).children.contains { $0.label == setting }
    }
}
