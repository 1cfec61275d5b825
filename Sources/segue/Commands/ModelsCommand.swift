import ArgumentParser
import Foundation
import SegueModels

/// `segue models`
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Lists the models, or the settings of one.")

    @Argument(help: "A model, to see its settings and their defaults.")
    var name: String?

    @Flag(help: "Print JSON.")
    var json = false

    private struct Listed: Encodable {
        let name: String
        let title: String
        let family: ModelFamily
        let source: String?
    }

    func run() throws {
        if let name {
            let entry = try ModelCatalog.entry(named: name)
            return try Console.json(entry.defaults)
        }
        let entries = ModelCatalog.entries
        if json {
            return try Console.json(
                entries.map { Listed(name: $0.name, title: $0.title, family: $0.family, source: $0.source) })
        }
        let width = entries.map(\.name.count).max() ?? 0
        for entry in entries {
            let name = entry.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            Console.output(name + entry.title + (entry.source.map { " (\($0))" } ?? ""))
        }
    }
}
