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
        return try recipe(from: source, size: .typical)
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
        Console.error("texts: \(encoder.name), \(encoder.dimension) numbers each")
        return encoder
    }

    /// Reads a recipe file, or a built-in recipe by name, or makes a recipe for a model; then loads the data.
    ///
    /// Mistakes in the recipe come before the data is read, which may take long.
    func recipe(_ name: String, loading load: (Recipe) throws -> Dataset) throws -> (recipe: Recipe, data: Dataset) {
        let source = try RecipeSource.find(name)
        let recipe = try recipe(from: source, size: .typical)
        let data = try load(recipe)
        guard case .model(let entry) = source else { return (recipe, data) }
        let made = DefaultRecipe(entry, for: .init(data))
        Console.error("no recipe given: \(made.summary); `segue recipes show \(entry.name) --data …` prints them")
        return (try self.recipe(from: source, size: made.size), data)
    }

    private func recipe(from source: RecipeSource, size: DefaultRecipe.DataSize) throws -> Recipe {
        var recipe =
            switch source {
            case .file(let url): try Recipe(contentsOf: url, settings: set)
            case .builtIn(let name, let text): try Recipe(yaml: text, file: "\(name).yaml", settings: set)
            case .model(let entry): try DefaultRecipe(entry, for: size).recipe(settings: set)
            }
        if let seed { recipe.seed = seed }
        return recipe
    }
}
