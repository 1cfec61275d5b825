import ArgumentParser
import Foundation
import SegueEvaluation
import SegueExperiments
import SegueModels
import Torch

/// `segue reproduce fiscl`
struct ReproduceFISCL: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fiscl", abstract: "Tables 1, 2 and 3 of Zhao et al., FISCL.",
        discussion: """
            Every model is trained and measured twice: with whole users held out at random, which is one reading of the \
            paper's "90% of the data is randomly used as the training set", and with the end of each user's sequence held \
            out (--split chooses one). The paper copied its baselines from another paper's split; here they are measured on \
            FISCL's own. The published figures are for MovieLens 10M.
            """)

    @Option(help: "Only this split: random-users or chronological. (default: both)")
    var split: FISCLPaper.Split?

    @OptionGroup var options: ReproduceOptions
    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    func run() throws {
        let device = try runtime.start()
        let runFolder = try options.comparison.claimOutput(for: "reproduce fiscl")
        let dataset = try dataOptions.load()
        let name = options.recipeName(.fiscl, data: dataset.name)
        let base = try recipeOptions.recipe(name)
        var tables: [ResultTable] = []
        for split in split.map({ [$0] }) ?? FISCLPaper.Split.allCases {
            let recipe = try FISCLPaper.recipe(base, split: split)
            let experiment = try Experiment(recipe, on: dataset)
            Console.notes(experiment.notes)
            if !options.comparison.quiet { Console.error("recipe \(name); \(experiment.split.description)") }
            let folder = try runFolder.map { try $0.makeFolder(split.rawValue) }
            var runner = options.runner(for: experiment, device: device, directory: folder)
            var figures: [(name: String, chart: LineChart)] = []
            runner.didFinish = { trained, _ in
                guard figures.isEmpty, trained.recipe.title == FISCLPaper.title else { return }
                figures = [("item-vectors", try ItemVectorFigure.chart(of: trained, in: experiment))]
            }
            let comparison = try runner.run()
            let found = try FISCLPaper.tables(comparison, data: "\(dataset.name), \(split.rawValue)")
            try ResultFiles.write(found, figures: figures, comparison: comparison, experiment: experiment, to: folder)
            tables += found
        }
        try runFolder?.finish()
        if options.comparison.json { return try Console.json(tables) }
        Console.output(tables.map { $0.plainText() }.joined(separator: "\n"))
    }
}

extension FISCLPaper.Split: ExpressibleByArgument {}
