import Foundation
import SegueData
import SegueModels

extension Recipe {
    /// Reads a recipe file.
    /// - Parameters:
    ///   - url: The file, YAML or JSON.
    ///   - settings: `path=value` texts laid over it, as given by `--set`.
    /// - Throws: ``RecipeError`` with file, line and column; `ReadError` when there is no such file.
    public init(contentsOf url: URL, settings: [String] = []) throws {
        let text: String
        do {
            text = try String(contentsOf: url, encoding: .utf8)
        } catch {
            let reason = error.localizedDescription
            throw RecipeError(place: url.path, path: "", problem: "the recipe cannot be read: \(reason)")
        }
        try self.init(yaml: text, file: url.path, settings: settings)
    }

    /// Reads a recipe.
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: Its name, for messages.
    ///   - settings: `path=value` texts laid over it. A path that begins with `model.` means every model that has the setting.
    /// - Throws: ``RecipeError``.
    public init(yaml: String, file: String, settings: [String] = []) throws {
        var tree = try SettingsTree(yaml: yaml, file: file)
        let assignments = try settings.map(Assignment.init)
        for assignment in assignments where assignment.path.first != "model" {
            try tree.set(assignment.path, to: assignment.value)
        }
        guard case .map(let entries, let place) = tree else {
            throw RecipeError(place: tree.place, path: "", problem: "expected settings by name (`key: value`)")
        }
        let head = try Self.head(entries, place: place)
        let training = try SettingsOverlay.apply(
            Self.part("training", of: entries, place: place), over: TrainingConfiguration(), path: "training"
        ) { try JSONDecoder().decode(TrainingConfiguration.self, from: $0) }
        guard case .list(let written, _)? = entries.first(where: { $0.key == "models" })?.value, !written.isEmpty else {
            throw RecipeError(place: place, path: "models", problem: "expected a list with at least one model")
        }
        let forModels = assignments.filter { $0.path.first == "model" }
        let models = try written.enumerated().map { index, tree in
            try ModelRecipe(tree, path: "models.\(index)", training: training, assignments: forModels)
        }
        try Self.checkUse(of: forModels, in: models)
        self.init(
            title: head.title, seed: head.seed, data: head.data, split: head.split,
            models: Self.distinctlyTitled(models),
            evaluation: head.evaluation)
        for model in models { try model.training.validate() }
    }

    /// Everything but models and training, with its defaults.
    private struct Head: Codable {
        var title = "Experiment"
        var seed: UInt64 = 1
        var data = DataConfiguration()
        var split = SplitStrategy.withinSequence()
        var evaluation = EvaluationConfiguration()
        var training: Bool?
        var models: Bool?
    }

    private static func head(
        _ entries: [(key: String, keyPlace: String, value: SettingsTree)], place: String
    ) throws -> Head {
        // `training` and `models` are known here, but read elsewhere.
        let own = entries.filter { $0.key != "training" && $0.key != "models" }
        return try SettingsOverlay.apply(.map(own, place: place), over: Head(), path: "") {
            try JSONDecoder().decode(Head.self, from: $0)
        }
    }

    private static func part(
        _ name: String, of entries: [(key: String, keyPlace: String, value: SettingsTree)], place: String
    ) -> SettingsTree {
        entries.first { $0.key == name }?.value ?? .map([], place: place)
    }

    private static func checkUse(of assignments: [Assignment], in models: [ModelRecipe]) throws {
        for assignment in assignments {
            let field = assignment.path.dropFirst().joined(separator: ".")
            guard models.contains(where: { ModelRecipe.hasField(assignment, in: $0.configuration) }) else {
                throw RecipeError(
                    place: assignment.value.place, path: "model.\(field)",
                    problem: "no model of this recipe has such a setting")
            }
        }
    }
}

/// A `path=value` text of `--set`.
struct Assignment {
    let path: [String]
    let value: SettingsTree

    init(_ text: String) throws {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw RecipeError(place: "--set \(text)", path: "", problem: "expected path=value, as in training.epochs=3")
        }
        path = text[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        value = try SettingsTree(yaml: String(text[text.index(after: sign)...]), file: "--set \(text)")
    }
}

extension ModelRecipe {
    private struct Written: Codable {
        var name = ""
        var title: String?
        var settings: JSONValue?
        var training: JSONValue?
    }

    /// Reads one entry of `models`, over the catalogue's defaults and the recipe's common training settings.
    init(_ tree: SettingsTree, path: String, training: TrainingConfiguration, assignments: [Assignment]) throws {
        guard case .map(let entries, let place) = tree else {
            throw RecipeError(place: tree.place, path: path, problem: "expected `name:` and, by option, `settings:`")
        }
        let written = try SettingsOverlay.apply(tree, over: Written(), path: path) {
            try JSONDecoder().decode(Written.self, from: $0)
        }
        let entry: ModelEntry
        do {
            entry = try ModelCatalog.entry(named: written.name)
        } catch let error as ConfigurationError {
            throw RecipeError(place: place, path: "\(path).name", problem: error.problem)
        }
        var settings = entries.first { $0.key == "settings" }?.value ?? .map([], place: place)
        for assignment in assignments where Self.hasField(assignment, in: entry.defaults) {
            try settings.set(Array(assignment.path.dropFirst()), to: assignment.value)
        }
        let configuration = try SettingsOverlay.apply(settings, over: entry.defaults, path: "\(path).settings") {
            data in
            let configuration = try entry.configuration(fromJSON: data)
            try configuration.validate()
            return configuration
        }
        var own = training
        if let tree = entries.first(where: { $0.key == "training" })?.value {
            own = try SettingsOverlay.apply(tree, over: training, path: "\(path).training") {
                try JSONDecoder().decode(TrainingConfiguration.self, from: $0)
            }
        }
        self.init(name: entry.name, title: written.title ?? entry.title, configuration: configuration, training: own)
    }

    static func hasField(_ assignment: Assignment, in configuration: any ModelConfiguration) -> Bool {
        Mirror(reflecting: configuration).children.contains { $0.label == assignment.path.dropFirst().first }
    }
}
