import ArgumentParser
import SegueCore
import SegueData
import SegueExperiments
import SegueText

/// Which experiment, and where it departs from its recipe.
struct RecipeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Lay a setting over the recipe, as training.epochs=3 or model.hiddenSize=64. May be repeated.",
            valueName: "path=value"))
    var set: [String] = []

    @Option(
        help: ArgumentHelp(
            "Folder of a sentence model, for recipes with texts among their features. (default: SEGUE_TEXT_MODEL; without, "
                + "counts of hashed character n-grams)", valueName: "dir"))
    var textModel: String?

    @Option(parsing: .unconditional, help: "Seed of weights, order and dropout. (default: the recipe's)")
    var seed: UInt64?

    /// Reads a recipe file, or a built-in recipe by name.
    /// - Throws: `RecipeError`, also for the name of a model: its settings would depend on data.
    func recipe(_ name: String) throws -> Recipe {
        let source = try RecipeSource.find(name)
        if case .model = source {
            throw RecipeError(
                location: name, path: "",
                problem:
                    "this is a model; expected a recipe file or one of \(BuiltInRecipes.names.joined(separator: ", "))",
                exitCode: SegueCore.ExitCode.noInput)
        }
        return try text(of: source, size: .typical).recipe()
    }

    /// What encodes the texts of a recipe; nil for a recipe without.
    /// - Throws: `TextModelError`.
    func textEncoder(for recipe: Recipe) throws -> (any TextEncoder)? {
        guard !recipe.features.texts.isEmpty else { return nil }
        let encoder: any TextEncoder =
            if let folder = TextModelFolder.named(by: textModel) {
                try SentenceEncoder(folder)
            } else {
                try HashedNGramEncoder()
            }
        Console.error("texts: \(encoder.label)")
        return encoder
    }

    /// Reads a recipe file, or a built-in recipe by name, or makes a recipe for a model; then loads the data.
    ///
    /// Mistakes in the recipe come before the data is read, which may take long.
    func recipe(_ name: String, loading load: (Recipe) throws -> Dataset) throws -> (recipe: Recipe, data: Dataset) {
        let read = try read(name, loading: load)
        return (read.recipe, read.data)
    }

    /// As ``recipe(_:loading:)``, with the text, which can be read again with other settings.
    /// - Parameter ranges: `path=kind:values` texts of settings to search.
    func read(
        _ name: String, ranges: [String] = [], loading load: (Recipe) throws -> Dataset
    ) throws -> (text: RecipeText, recipe: Recipe, data: Dataset) {
        let source = try RecipeSource.find(name)
        let text = try text(of: source, size: .typical, ranges: ranges)
        let recipe = try text.recipe()
        let data = try load(recipe)
        guard case .model(let entry) = source else { return (text, recipe, data) }
        let made = DefaultRecipe(entry, for: .init(data))
        Console.error("no recipe given: \(made.summary); `segue recipes show \(entry.name) --data …` prints them")
        let fitting = try self.text(of: source, size: made.size, ranges: ranges)
        return (fitting, try fitting.recipe(), data)
    }

    private func text(
        of source: RecipeSource, size: DefaultRecipe.DataSize, ranges: [String] = []
    ) throws -> RecipeText {
        let settings = set + (seed.map { ["seed=\($0)"] } ?? [])
        switch source {
        case .file(let url): return try RecipeText(contentsOf: url, settings: settings, ranges: ranges)
        case .builtIn(let name, let text):
            return RecipeText(yaml: text, file: "\(name).yaml", settings: settings, ranges: ranges)
        case .model(let entry):
            return DefaultRecipe(entry, for: size).text(settings: settings, ranges: ranges)
        }
    }
}

extension Recipe {
    /// The model of a title or a name, or the last one.
    /// - Throws: `ValidationError` for one that none has, and for a name that several have.
    func chosenModel(_ name: String?) throws -> ModelRecipe {
        let named = name.map { name in models.filter { $0.title == name } }
        let chosen = named.map { $0.isEmpty ? models.filter { $0.name == name } : $0 } ?? models.suffix(1)
        let titles = models.map(\.title).joined(separator: ", ")
        guard let first = chosen.first else {
            throw ValidationError("the recipe has no model '\(name ?? "")'; it has \(titles)")
        }
        guard chosen.count == 1 else {
            throw ValidationError(
                "several models of the recipe are '\(name ?? "")': name one by its title, of \(titles)")
        }
        return first
    }
}
