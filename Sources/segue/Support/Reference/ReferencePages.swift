import ArgumentParser
import SegueEvaluation
import SegueExperiments
import SegueFormats
import SegueModels
import TorchNN

/// The pages of `docs/reference`, made from the code.
enum ReferencePages {
    /// The pages by file name.
    static func all() throws -> [String: String] {
        [
            "recipes.md": try recipes(), "protocols.md": protocols(), "formats.md": formats(), "models.md": models(),
            "commands.md": commands(),
        ]
    }

    private static let notice = "<!-- Written by `make reference`; do not edit. -->\n\n"

    private static func recipes() throws -> String {
        let builtIn = try BuiltInRecipes.names.map { name in
            "| `\(name)` | \(cell(try Recipe(yaml: BuiltInRecipes.text(named: name) ?? "", file: name).title)) |\n"
        }
        let groups = RecipeReference.groups().map { group in
            "## \(group.title)\n\n" + (group.text.isEmpty ? "" : "\(group.text)\n\n") + table(group.settings)
        }
        return notice + """
            # Recipes

            A recipe is a YAML or JSON file that says what an experiment does. Everything has a default but `models`; an \
            unknown key is an error. `--set path=value` lays a setting over it. `segue recipes show NAME` prints a built-in \
            recipe, or, for a model, settings that suit the data; both can be kept in a file and changed.

            | Built-in recipe | |
            |---|---|
            \(builtIn.joined())
            \(groups.joined(separator: "\n"))
            """
    }

    private static func protocols() -> String {
        let parts = EvaluationProtocol.named.map { "## \($0.letter): \($0.title)\n\n\(ProtocolText.list($0))\n" }
        return notice + """
            # Evaluation protocols

            Numbers may stand in one table only if they were measured in the same way. A protocol's letter names one that \
            is published; a recipe follows it by `evaluation.protocolLetter`, its split and its filters.

            \(parts.joined(separator: "\n"))
            """
    }

    private static func formats() -> String {
        let read = FormatRegistry.descriptions.map { "| `\($0.name)` | \(cell($0.summary)) |\n" }
        let written = OutputFormat.allCases.map { "| `\($0.rawValue)` | `.\($0.fileExtension)` |\n" }
        return notice + """
            # Formats

            Files are recognized by their content, in this order; `--format NAME` decides otherwise. All may be compressed \
            with gzip.

            | Format read | |
            |---|---|
            \(read.joined())
            `segue data convert --to` writes:

            | Format written | Usual ending |
            |---|---|
            \(written.joined())
            """
    }

    private static func models() -> String {
        let parts = ModelCatalog.entries.map { entry in
            let source = entry.source.map { ", \($0)" } ?? ""
            return "## \(entry.name)\n\n\(entry.title)\(source). Family: \(entry.family.rawValue).\n\n"
                + table(RecipeReference.settings(of: entry), dropping: "model.")
        }
        return notice + """
            # Models

            The settings stand under `settings` of a recipe's model; the defaults are the papers'. \
            `--set model.NAME=VALUE` sets them on the command line. `segue train MODEL` chooses some of them to suit the \
            size of the data, as `segue recipes show MODEL --data DATA` tells.

            \(parts.joined(separator: "\n"))
            """
    }

    private static func commands() -> String {
        let parts = SegueCommand.configuration.subcommands.flatMap { helps($0, above: "segue") }
        return notice + "# Commands\n\n" + parts.joined(separator: "\n")
    }

    private static func helps(_ command: any ParsableCommand.Type, above: String) -> [String] {
        guard command.configuration.shouldDisplay else { return [] }
        let name = "\(above) \(command.configuration.commandName ?? String(describing: command).lowercased())"
        let help = SegueCommand.helpMessage(for: command, columns: 100)
        let own = "## \(name)\n\n```\n\(help.hasSuffix("\n") ? help : help + "\n")```\n"
        return [own] + command.configuration.subcommands.flatMap { helps($0, above: name) }
    }

    private static func table(_ settings: [RecipeReference.Setting], dropping prefix: String = "") -> String {
        let rows = settings.map { setting in
            let path = setting.path.hasPrefix(prefix) ? String(setting.path.dropFirst(prefix.count)) : setting.path
            let standard = setting.standard.isEmpty ? "" : "`\(setting.standard)`"
            return "| `\(path)` | \(cell(setting.type)) | \(standard) | \(cell(setting.text)) |\n"
        }
        return "| Setting | Type | Default | |\n|---|---|---|---|\n" + rows.joined()
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}

/// A protocol in words.
enum ProtocolText {
    /// One line for each of its choices.
    static func list(_ named: EvaluationProtocol) -> String {
        return """
            - filters: \(named.filterText)
            - split: \(named.splitText)
            - targets unseen in training: \(named.unseenItems.text)
            - items of the history: \(named.excludesSeen ? "left out of the ranking" : "stay candidates")
            - ties: \(named.ties.text)
            - averages: \(named.averaging.text)
            - metrics: \(named.metrics.map(\.title).joined(separator: ", "))

            """
    }
}
