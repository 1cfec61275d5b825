import ArgumentParser
import Foundation
import SegueTraining

/// Which experiment, and where it departs from its recipe.
struct RecipeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Lay a setting over the recipe, as training.epochs=3 or model.hiddenSize=64. May be repeated.",
            valueName: "path=value"))
    var set: [String] = []

    @Option(help: "Seed of weights, order and dropout. (default: the recipe's)")
    var seed: UInt64?

    /// Reads a recipe file, or a built-in recipe by name.
    func recipe(_ name: String) throws -> Recipe {
        var recipe: Recipe
        if !FileManager.default.fileExists(atPath: name), let text = BuiltInRecipes.text(named: name) {
            recipe = try Recipe(yaml: text, file: "\(name).yaml", settings: set)
        } else {
            recipe = try Recipe(contentsOf: URL(fileURLWithPath: name), settings: set)
        }
        if let seed { recipe.seed = seed }
        return recipe
    }
}
