import ArgumentParser
import Foundation
import SegueEvaluation
import SegueExperiments

/// `segue reproduce`
struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce", abstract: "Makes a paper's table again and prints it beside the published one.",
        discussion: "--list tells which papers there are, and what data they measured.",
        subcommands: [UserGRU.self, ReproduceFISCL.self, ReproduceSeqRec.self, ReproduceSSRF.self])

    @Flag(help: "List the papers whose tables can be made again.")
    var list = false

    func run() throws {
        guard list else { throw CleanExit.helpRequest(self) }
        Console.output(Reproduction.all.map(Self.text).joined(separator: "\n"))
    }

    private static func text(_ paper: Reproduction) -> String {
        let others = paper.reducedData.joined(separator: ", ")
        return """
            \(paper.name): \(paper.tables) of \(paper.paper)
                data: \(paper.data) (segue data download \(paper.dataName))
                smaller recipes: \(others.isEmpty ? "none" : others)
            """
    }

    /// `segue reproduce user-gru`
    struct UserGRU: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "user-gru", abstract: "Table 2 of Donkers, Loepp and Ziegler, RecSys 2017.",
            discussion: """
                The paper measured MovieLens 10M with 1000 hidden units. On smaller data sets, reduced recipes are used; \
                --recipe user-gru-paper asks for the paper's own sizes. The published figures stand beside ours for \
                orientation: they are comparable on the paper's data only.
                """)

        @OptionGroup var options: ReproduceOptions
        @OptionGroup var recipeOptions: RecipeOptions
        @OptionGroup var dataOptions: DataOptions
        @OptionGroup var runtime: RuntimeOptions

        func run() throws {
            let device = try runtime.start()
            let folder = try options.comparison.claimOutput(for: "reproduce user-gru")
            let experiment = try options.experiment(
                .userGRU, reference: UserGRUPaper.reference, recipeOptions, on: dataOptions.load())
            let runner = options.runner(for: experiment, device: device, directory: folder?.url)
            let comparison = try runner.run()
            let table = try UserGRUPaper.table(comparison, data: experiment.dataset.name)
            try ResultFiles.write(table, comparison: comparison, experiment: experiment, to: folder?.url)
            try folder?.finish()
            if options.comparison.json { try Console.json(table) } else { Console.output(table.plainText()) }
        }
    }
}
