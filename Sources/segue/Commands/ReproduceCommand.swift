import ArgumentParser
import Foundation
import SegueEvaluation
import SegueTraining

/// `segue reproduce`
struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce", abstract: "Makes a paper's table again and prints it beside the published one.",
        subcommands: [UserGRU.self])

    /// `segue reproduce user-gru`
    struct UserGRU: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "user-gru", abstract: "Table 2 of Donkers, Loepp and Ziegler, RecSys 2017.",
            discussion: """
                The paper measured MovieLens 10M with 1000 hidden units. On smaller data sets, reduced recipes are used; \
                --recipe user-gru-paper asks for the paper's own sizes. The published figures stand beside ours for \
                orientation: they are comparable on the paper's data only.
                """)

        @Option(help: "A recipe file or built-in recipe. (default: by the data's name, else the paper's)")
        var recipe: String?

        @Option(help: "Number of seeds for models that draw random numbers.")
        var seeds = 3

        @Option(help: "Folder for checkpoints, logs, table and report; the same folder again resumes.")
        var output: String?

        @Flag(help: "Print JSON.")
        var json = false

        @Flag(help: "Show no progress.")
        var quiet = false

        @OptionGroup var recipeOptions: RecipeOptions
        @OptionGroup var dataOptions: DataOptions
        @OptionGroup var runtime: RuntimeOptions

        func validate() throws {
            guard (1...100).contains(seeds) else { throw ValidationError("--seeds must lie in 1...100") }
        }

        func run() throws {
            let device = try runtime.start()
            let dataset = try dataOptions.load()
            let named = "user-gru-\(dataset.name)"
            let name = recipe ?? (BuiltInRecipes.names.contains(named) ? named : "user-gru-paper")
            let experiment = try Experiment(recipeOptions.recipe(name), on: dataset)
            if !quiet { Console.error("recipe \(name); \(experiment.split.description)") }
            StopSignals.install()
            let first = experiment.recipe.seed
            let runner = ComparisonRunner(
                experiment: experiment, device: device, seeds: (0..<UInt64(seeds)).map { first + $0 },
                directory: output.map { URL(fileURLWithPath: $0) }, isQuiet: quiet)
            let comparison = try runner.run()
            var table = try comparison.table(
                "Table 2 on \(dataset.name)", metrics: [.mrr(at: 20), .recall(at: 20)],
                published: PublishedResults.userGRUOnMovieLens10M, reference: "Standard GRU")
            table.notes.append(
                "Published: MovieLens 10M, 1000 hidden units (Donkers, Loepp and Ziegler 2017, Table 2).")
            table.notes += comparison.entries.filter { $0.runs.count > 1 }.map(Self.spread)
            try ResultFiles.write(table, comparison: comparison, experiment: experiment, to: output)
            if json { try Console.json(table) } else { Console.output(table.plainText()) }
        }

        private static func spread(_ entry: Comparison.Entry) -> String {
            let parts = [Metric.mrr(at: 20), .recall(at: 20)].compactMap { metric -> String? in
                guard let mean = entry.seeds.means[metric], let sd = entry.seeds.standardDeviations[metric] else {
                    return nil
                }
                return "\(metric.title) \(ConsoleObserver.text(mean, 5)) ± \(ConsoleObserver.text(sd, 5))"
            }
            return "\(entry.title), mean ± sd over \(entry.runs.count) seeds: \(parts.joined(separator: ", "))."
        }
    }
}
