import ArgumentParser
import SegueExperiments
import SegueModels

/// `segue recipes`
struct RecipesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipes", abstract: "Lists recipes, shows one, or explains the keys of all.",
        subcommands: [List.self, Show.self, Keys.self], defaultSubcommand: List.self)

    /// `segue recipes list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the built-in recipes, and the models that need none.")

        func run() throws { Console.output(try RecipeSource.listing()) }
    }

    /// `segue recipes keys`
    struct Keys: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "keys",
            abstract: "Explains every setting of recipes, or those of a model.")

        @Argument(help: "A model. (default: what all recipes have)")
        var model: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let groups = try groups()
            if json { return try Console.json(groups) }
            for group in groups {
                Console.output("\(group.title)\n  \(group.text)")
                for setting in group.settings { Console.output(text(setting)) }
                Console.output("")
            }
        }

        private func groups() throws -> [RecipeReference.Group] {
            guard let model else { return RecipeReference.groups() }
            let entry = try ModelCatalog.entry(named: model)
            return [
                RecipeReference.Group(
                    title: entry.name, text: "Under a model's `settings`, or by --set model.NAME=VALUE.",
                    settings: RecipeReference.settings(of: entry))
            ]
        }

        private func text(_ setting: RecipeReference.Setting) -> String {
            let facts = [setting.type, setting.standard.isEmpty ? "" : "default \(setting.standard)"].filter {
                !$0.isEmpty
            }
            let note = facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))"
            return "  \(setting.path)\(note)\n      \(setting.text)"
        }
    }

    /// `segue recipes show`
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Prints a recipe, to be kept in a file and changed.",
            discussion:
                "For a model, prints the settings that suit the data, or data like MovieLens 100K without --data.")

        @Argument(help: "A recipe file, the name of a built-in recipe, or the name of a model.")
        var name: String

        @Option(help: "For a model: file, folder or name of the data.")
        var data: String?

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            switch try RecipeSource.find(name) {
            case .file(let url):
                _ = try Recipe(contentsOf: url)
                Self.show(try String(contentsOf: url, encoding: .utf8))
            case .builtIn(_, let text): Self.show(text)
            case .model(let entry):
                let size = try data.map { DefaultRecipe.DataSize(try reading.load(DataLocation.resolve($0))) }
                Self.show(DefaultRecipe(entry, for: size ?? .typical).yaml)
            }
        }

        private static func show(_ text: String) {
            Console.output(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }
}
