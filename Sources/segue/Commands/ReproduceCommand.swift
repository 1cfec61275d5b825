import ArgumentParser
import Foundation
import SegueEvaluation
import SegueTraining

/// `segue reproduce`
struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce", abstract: "Makes a paper's table again and prints it beside the published one.",
        subcommands: [UserGRU.self, ReproduceFISCL.self])

    /// `segue reproduce user-gru`
    struct UserGRU: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "user-gru", abstract: "Table 2 of Donkers, Loepp and Ziegler, RecSys 2017.",
            discussion: """
                The paper measured MovieLens 10M with 1000 hidden units. On smaller data sets, reduced recipes are used; \
                --recipe user-gru-paper asks for the paper's own sizes. The published figures stand beside ours for \
                orientation: they are comparable on the paper's data only.
                """)

        /// The model that the paper compares its own with.
        private static let reference = "Standard GRU"

        @OptionGroup var options: ReproduceOptions
        @OptionGroup var recipeOptions: RecipeOptions
        @OptionGroup var dataOptions: DataOptions
        @OptionGroup var runtime: RuntimeOptions

        func run() throws {
            let device = try runtime.start()
            let folder = try options.comparison.claimOutput(for: "reproduce user-gru")
            let experiment = try options.experiment(
                prefix: "user-gru", reference: Self.reference, recipeOptions, on: dataOptions.load())
            let runner = options.runner(for: experiment, device: device, directory: folder?.url)
            let comparison = try runner.run()
            var table = try comparison.table(
                "Table 2 on \(experiment.dataset.name)", metrics: [.mrr(at: 20), .recall(at: 20)],
                published: PublishedResults.userGRUOnMovieLens10M, reference: Self.reference)
            table.notes.append(
                "Published: MovieLens 10M, 1000 hidden units (Donkers, Loepp and Ziegler 2017, Table 2).")
            table.notes += comparison.spreads(of: [.mrr(at: 20), .recall(at: 20)])
            try ResultFiles.write(table, comparison: comparison, experiment: experiment, to: folder?.url)
            try folder?.finish()
            if options.comparison.json { try Console.json(table) } else { Console.output(table.plainText()) }
        }
    }
}
