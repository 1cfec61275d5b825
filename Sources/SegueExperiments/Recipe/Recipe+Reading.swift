import Foundation
import SegueCore
import SegueData
import SegueFiles
import SegueModels
import SegueTraining

extension Recipe {
    /// The largest recipe that is read, in bytes.
    private static let maximumSize = 1 << 20

    /// Reads a recipe file.
    /// - Parameters:
    ///   - url: The file, YAML or JSON.
    ///   - settings: `path=value` texts laid over it, as given by `--set`.
    /// - Throws: ``RecipeError`` with file, line and column.
    public init(contentsOf url: URL, settings: [String] = []) throws {
        self = try RecipeText(contentsOf: url, settings: settings).recipe()
    }

    /// A recipe file's text.
    static func text(of url: URL) throws -> String {
        func failure(_ problem: String, location: String? = nil, exitCode: Int32 = ExitCode.noInput) -> RecipeError {
            RecipeError(location: location ?? url.relativePath, path: "", problem: problem, exitCode: exitCode)
        }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
            throw failure("there is no such file")
        }
        guard !isDirectory.boolValue else { throw failure("this is a folder; expected a recipe file, YAML or JSON") }
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw failure("the recipe cannot be read: \(SystemErrorText.reason(of: error))", exitCode: ExitCode.io)
        }
        guard data.count <= maximumSize else {
            throw failure("\(data.count) bytes are too many for a recipe", exitCode: ExitCode.configuration)
        }
        if let text = String(validating: data, as: UTF8.self) { return text }
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw failure(
            "this line is not UTF-8; save the recipe as UTF-8", location: "\(url.relativePath):\(line + 1)",
            exitCode: ExitCode.configuration)
    }

    /// Reads a recipe.
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: Its name, for messages.
    ///   - settings: `path=value` texts laid over it. A path that begins with `model.` means every model that has the setting.
    /// - Throws: ``RecipeError``.
    public init(yaml: String, file: String, settings: [String] = []) throws {
        self = try RecipeText(yaml: yaml, file: file, settings: settings).recipe()
    }

    /// Reads a recipe as it was written, with what is laid over it.
    /// - Parameter checksRanges: Whether the paths of `tune.ranges` are looked up, for each of which the recipe is read again.
    init(_ written: SettingsTree, assignments: [Assignment], checksRanges: Bool = false) throws {
        var tree = written
        for assignment in assignments where assignment.path.first != "model" {
            try tree.set(assignment.path, to: assignment.value)
        }
        let forModels = assignments.filter { $0.path.first == "model" }
        try self.init(laid: tree, forModels: forModels)
        if checksRanges { try Self.checkRanges(tune?.ranges ?? [:], in: tree, forModels: forModels) }
    }

    /// Reads a recipe over which all is laid but what is for its models.
    init(laid tree: SettingsTree, forModels: [Assignment]) throws {
        guard case .map(_, let location) = tree else {
            guard !tree.isNull else {
                throw RecipeError(location: tree.location, path: "", problem: "the recipe is empty")
            }
            throw tree.mismatch(path: "", expected: "settings by name (`key: value`)")
        }
        let head = try Self.head(tree, location: location)
        let training = try SettingsOverlay.apply(
            tree["training"] ?? .map([], location: location), over: LearningSettings(), path: "training"
        ) { try $0.validate() }
        let tune = try tree["tune"].map {
            try SettingsOverlay.apply($0, over: TuningSettings(), path: "tune") { try $0.validate() }
        }
        guard case .list(let written, _)? = tree["models"], !written.isEmpty else {
            throw RecipeError(
                location: tree["models"]?.location ?? location, path: "models",
                problem: "expected a list with at least one model, such as `[{name: standard-gru}]`")
        }
        let models = try written.enumerated().map { index, tree in
            try ModelRecipe(tree, path: "models.\(index)", training: training, assignments: forModels)
        }
        try Self.checkUse(of: forModels, in: models)
        self.init(
            title: head.title, seed: head.seed, task: head.task, data: head.data, split: head.split,
            features: head.features, examples: head.examples, testExamples: head.testExamples,
            models: Self.distinctlyTitled(models), evaluation: head.evaluation, tune: tune)
    }

    /// Everything but models and training, with its defaults.
    private struct Head: Codable {
        var title = "Experiment"
        var seed: UInt64 = 1
        var task: ModelTask?
        var features = FeatureOptions()
        var examples: ExampleChoice?
        var testExamples: ExampleChoice?
        var data = DataConfiguration()
        var split = SplitStrategy.withinSequence()
        var evaluation = EvaluationConfiguration()
        var training: Bool?
        var models: Bool?
        var tune: Bool?
    }

    private static func head(_ tree: SettingsTree, location: String) throws -> Head {
        guard case .map(let entries, _) = tree else { return Head() }
        // Known here, but read elsewhere.
        let own = entries.filter { !["training", "models", "tune"].contains($0.key) }
        let head = try SettingsOverlay.apply(.map(own, location: location), over: Head(), path: "")
        func check(_ part: SettingsTree?, path: String, _ validate: () throws -> Void) throws {
            guard let part else { return try validate() }
            do { try validate() } catch { throw RecipeError(error, in: part, path: path) }
        }
        try check(tree["split"], path: "split") { try head.split.rule.validate() }
        try check(tree["data"], path: "data") {
            try ConfigurationCheck.atLeast(
                1, head.data.minimumTrainingUsers, field: "minimumTrainingUsers",
                atMost: ConfigurationCheck.largestCount)
        }
        for (index, filter) in head.data.filters.enumerated() {
            guard case .list(let filters, _)? = tree["data"]?["filters"], filters.indices.contains(index) else { break }
            try check(filters[index], path: "data.filters.\(index)") { try filter.rule.validate() }
        }
        try check(tree["examples"], path: "examples") { try head.examples?.strategy.validate() }
        try check(tree["testExamples"], path: "testExamples") { try head.testExamples?.strategy.validate() }
        try check(tree["evaluation"], path: "evaluation") { try head.evaluation.validate(for: head.task ?? .nextItem) }
        return head
    }

    private static func checkUse(of assignments: [Assignment], in models: [ModelRecipe]) throws {
        for assignment in assignments {
            let field = assignment.path.dropFirst().joined(separator: ".")
            guard models.contains(where: { ModelRecipe.hasField(assignment, in: $0.configuration) }) else {
                let known = models.flatMap { Mirror(reflecting: $0.configuration).children.compactMap(\.label) }
                let hint = NearestName.find(field, among: known).map { "; did you mean '\($0)'?" } ?? ""
                throw RecipeError(
                    location: assignment.value.location, path: "model.\(field)",
                    problem: "no model of this recipe has such a setting\(hint)")
            }
        }
    }
}

/// A `path=value` text of `--set`.
struct Assignment {
    let path: [String]
    let value: SettingsTree

    init(path: [String], value: SettingsTree) {
        self.path = path
        self.value = value
    }

    init(_ text: String) throws {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw RecipeError(
                location: "--set \(text)", path: "", problem: "expected path=value, as in training.epochs=3")
        }
        path = text[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        value = try SettingsTree(yaml: String(text[text.index(after: sign)...]), option: "--set \(text)")
    }
}

extension ModelRecipe {
    private struct Written: Codable {
        var name = ""
        var title: String?
        // Known here, but read elsewhere.
        var settings: Bool?
        var training: Bool?
    }

    /// Reads one entry of `models`, over the catalog's defaults and the recipe's common training settings.
    init(_ tree: SettingsTree, path: String, training: LearningSettings, assignments: [Assignment]) throws {
        guard case .map(let entries, let location) = tree else {
            throw tree.mismatch(path: path, expected: "`name:` and, by option, `settings:`")
        }
        let own = entries.filter { $0.key != "settings" && $0.key != "training" }
        let written = try SettingsOverlay.apply(.map(own, location: location), over: Written(), path: path)
        let entry: any ModelDescription
        do {
            entry = try ModelCatalog.entry(named: written.name)
        } catch let error as ConfigurationError {
            throw RecipeError(
                location: tree["name"]?.location ?? location, path: "\(path).name", problem: error.problem)
        }
        var settings = tree["settings"] ?? .map([], location: location)
        for assignment in assignments where Self.hasField(assignment, in: entry.defaults) {
            try settings.set(Array(assignment.path.dropFirst()), to: assignment.value)
        }
        let configuration = try SettingsOverlay.apply(settings, over: entry.defaults, path: "\(path).settings") {
            let configuration = try entry.configuration(from: $0)
            try configuration.validate()
            return configuration
        }
        let ownTraining = try SettingsOverlay.apply(
            tree["training"] ?? .map([], location: location), over: training, path: "\(path).training"
        ) { try $0.validate() }
        self.init(
            name: entry.name, title: written.title ?? entry.title, configuration: configuration, training: ownTraining)
    }

    static func hasField(_ assignment: Assignment, in configuration: any ModelConfiguration) -> Bool {
        Mirror(reflecting: configuration).children.contains { $0.label == assignment.path.dropFirst().first }
    }
}
