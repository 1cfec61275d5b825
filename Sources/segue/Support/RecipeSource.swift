import Foundation
import SegueCore
import SegueExperiments
import SegueModels

/// What a name on the command line stands for: a recipe file, a built-in recipe, or a model with settings that suit the
/// data. Looked for in this order.
enum RecipeSource {
    case file(URL)
    case builtIn(name: String, text: String)
    case model(any ModelDescription)

    /// - Throws: `RecipeError` that suggests the nearest names of each kind.
    static func find(_ name: String) throws -> RecipeSource {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: name, isDirectory: &isFolder)
        if exists, !isFolder.boolValue { return .file(URL(fileURLWithPath: name)) }
        if let text = BuiltInRecipes.text(named: name) { return .builtIn(name: name, text: text) }
        if let entry = ModelCatalog.entries.first(where: { $0.name == name }) { return .model(entry) }
        // What is said of a folder is the reader's to say.
        if exists { return .file(URL(fileURLWithPath: name)) }
        throw RecipeError(
            location: name, path: "",
            problem: "this is no recipe file, no built-in recipe and no model\(hint(name)); `segue recipes` lists them",
            exitCode: ExitCode.noInput)
    }

    private static func hint(_ name: String) -> String {
        let folder = URL(fileURLWithPath: name).deletingLastPathComponent()
        let prefix = name.contains("/") ? String(name[...(name.lastIndex(of: "/") ?? name.startIndex)]) : ""
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = names.filter { ["yaml", "yml", "json"].contains(($0 as NSString).pathExtension) }
        let nearest = [
            NearestName.find(name, among: files.map { prefix + $0 }).map { "the file '\($0)'" },
            NearestName.find(name, among: BuiltInRecipes.names).map { "the recipe '\($0)'" },
            NearestName.find(name, among: ModelCatalog.entries.map(\.name)).map { "the model '\($0)'" },
        ].compactMap { $0 }
        return nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: ", or "))?"
    }

    /// All built-in recipes and models, with their titles.
    static func listing() throws -> String {
        let recipes = try BuiltInRecipes.names.map { name in
            (name, try Recipe(yaml: BuiltInRecipes.text(named: name) ?? "", file: name).title)
        }
        let models = ModelCatalog.entries.map { ($0.name, $0.title) }
        let width = (recipes + models).map(\.0.count).max() ?? 0
        func lines(_ rows: [(String, String)]) -> String {
            rows.map { "  \($0.0.padding(toLength: width + 2, withPad: " ", startingAt: 0))\($0.1)" }
                .joined(separator: "\n")
        }
        return "Recipes:\n\(lines(recipes))\n\nModels, with settings that suit the data:\n\(lines(models))"
    }
}
