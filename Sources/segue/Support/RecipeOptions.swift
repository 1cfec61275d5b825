import ArgumentParser
import SegueCore
import SegueData
import SegueExperiments

/// Which experiment, and where it departs from its recipe.
struct RecipeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Lay a setting over the recipe, as training.epochs=3 or model.hiddenSize=64. May be repeated.",
            valueName: "path=value"))
    var set: [String] = []

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
        return try recipe(from: source, shape: .typical)
    }

    /// Reads a recipe file, or a built-in recipe by name, or makes a recipe for a model; then loads the data.
    ///
    /// Mistakes in the recipe come before the data is read, which may take long.
    func recipe(_ name: String, loading load: () throws -> Dataset) throws -> (recipe: Recipe, data: Dataset) {
        let source = try RecipeSource.find(name)
        let recipe = try recipe(from: source, shape: .typical)
        let data = try load()
        guard case .model(let entry) = source else { return (recipe, data) }
        let made = DefaultRecipe(entry, for: .init(data))
        Console.error("no recipe given: \(made.summary); `segue recipes show \(entry.name) --data …` prints them")
        return (try self.recipe(from: source, shape: made.shape), data)
    }

    private func recipe(from source: RecipeSource, shape: DefaultRecipe.DataShape) throws -> Recipe {
        var recipe =
            switch source {
            case .file(let url): try Recipe(contentsOf: url, settings: set)
            case .builtIn(let name, let text): try Recipe(yaml: text, file: "\(name).yaml", settings: set)
            case .model(let entry): try DefaultRecipe(entry, for: shape).recipe(settings: set)
            }
        if let seed { recipe.seed = seed }
        return recipe
    }
}
