import Foundation
import PackagePlugin

/// Compiles the recipes of the folder `Recipes` into `SegueExperiments`, so that programs need no files beside them.
///
/// The folder is the only list of them: a recipe that is put there is built in.
@main
struct EmbedRecipes: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let recipes = try FileManager.default.contentsOfDirectory(
            at: root.appending(path: "Recipes"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
        let script = root.appending(path: "scripts/embed-recipes")
        let output = context.pluginWorkDirectoryURL.appending(path: "BuiltInRecipes+Texts.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(recipes.count) recipes", executable: URL(filePath: "/bin/sh"),
                arguments: [script.path, output.path] + recipes.map(\.path), inputFiles: [script] + recipes,
                outputFiles: [output])
        ]
    }
}
