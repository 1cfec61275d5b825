import Foundation
import SegueCore
import SegueEvaluation

/// A recipe as it was written, with what was laid over it, which can be read with other values of its settings.
public struct RecipeText: Sendable {
    /// The text, YAML or JSON.
    public let yaml: String
    /// Its file's name, for messages.
    public let file: String
    /// `path=value` texts laid over it, as given by `--set`.
    public let settings: [String]
    /// `path=kind:values` texts, as given by `--range`, which stand for entries of `tune.ranges`.
    public let ranges: [String]

    /// Collects the parts.
    public init(yaml: String, file: String, settings: [String] = [], ranges: [String] = []) {
        self.yaml = yaml
        self.file = file
        self.settings = settings
        self.ranges = ranges
    }

    /// Reads a file's text, and nothing in it yet.
    /// - Throws: ``RecipeError`` for a file that cannot be read.
    public init(contentsOf url: URL, settings: [String] = [], ranges: [String] = []) throws {
        self.init(yaml: try Recipe.text(of: url), file: url.relativePath, settings: settings, ranges: ranges)
    }

    private var assignments: [Assignment] {
        get throws { try settings.map { try Assignment($0) } + ranges.map { try Assignment(range: $0) } }
    }

    /// Reads the recipe.
    /// - Throws: ``RecipeError``.
    public func recipe() throws -> Recipe {
        try Recipe(SettingsTree(yaml: yaml, file: file), assignments: assignments, checksRanges: true)
    }

    /// Reads the recipe with further settings.
    /// - Parameters:
    ///   - values: Settings by path.
    ///   - location: Where they come from, for messages.
    /// - Throws: ``RecipeError``.
    public func recipe(values: [String: JSONValue], location: String) throws -> Recipe {
        let further = values.sorted { $0.key < $1.key }.map { Assignment($0.key, $0.value, location: location) }
        return try Recipe(SettingsTree(yaml: yaml, file: file), assignments: assignments + further)
    }

    /// The recipe of one model with further settings, as YAML, without `tune`.
    /// - Parameters:
    ///   - values: Settings by path.
    ///   - title: The model's title; the others are left out.
    ///   - metric: What its training is to be watched on.
    ///   - comment: Lines for its head.
    /// - Throws: ``RecipeError``.
    public func yaml(
        values: [String: JSONValue], model title: String, metric: Metric, comment: [String] = []
    ) throws -> String {
        var tree = try SettingsTree(yaml: yaml, file: file)
        let further = values.sorted { $0.key < $1.key }.map { Assignment($0.key, $0.value, location: file) }
        let all = try assignments + further
        let models = try Recipe(tree, assignments: all).models
        for assignment in all where assignment.path.first != "model" {
            try tree.set(assignment.path, to: assignment.value)
        }
        guard let index = models.firstIndex(where: { $0.title == title }),
            case .list(let written, let location)? = tree["models"], written.indices.contains(index)
        else { throw RecipeError(location: file, path: "models", problem: "there is no model '\(title)'") }
        var model = written[index]
        for assignment in all where ModelRecipe.hasField(assignment, in: models[index].configuration) {
            guard assignment.path.first == "model" else { continue }
            try model.set(["settings"] + assignment.path.dropFirst(), to: assignment.value)
        }
        let metric = SettingsTree(.string(metric.rawValue), location: file)
        try model.set(["training", "validationMetric"], to: metric)
        try tree.set(["models"], to: .list([model], location: location))
        return comment.map { "# \($0)\n" }.joined() + tree.removing("tune").yaml()
    }
}
