import Foundation
import SegueEvaluation
import SegueExperiments
import SegueFiles
import Torch

/// The experiments behind SeqRec's tables, one a recipe, and what came of them.
struct SeqRecRuns {
    /// The row that Table 5 ablates; nil for no Table 5.
    let ablated: PaperRow?
    let device: Device
    let folder: RunFolder?
    /// What encoded titles.
    var texts: String?
    /// All rows of users never trained on, else the first of others.
    private(set) var comparison: Comparison?
    /// The last experiment of users never trained on, else the first of others.
    private(set) var experiment: Experiment?
    private var knownUsers: [Comparison] = []
    private var ablation: SeqRecAblation?

    init(ablated: PaperRow?, device: Device, folder: RunFolder?) {
        self.ablated = ablated
        self.device = device
        self.folder = folder
    }

    /// Runs the models of a recipe, and the ablation of the one that is to be ablated.
    mutating func run(_ experiment: Experiment, named name: String, _ options: PaperOptions) throws {
        let isOfKnownUsers = SeqRecPaper.knownUserRows.contains { $0.recipe == name }
        let bootstrap = experiment.recipe.evaluation.bootstrap
        var measured: SeqRecAblation?
        let found = try options.run(
            experiment, recipe: name, in: folder, device: device,
            usualSeeds: SeqRecPaper.allRows.usualSeeds(ofRecipe: name)
        ) { runner, directory in
            guard let ablated, experiment.recipe.models.contains(where: { $0.title == ablated.title }) else { return }
            measured = SeqRecAblation(of: ablated.title, bootstrap: bootstrap)
            let (observer, signal) = (runner.observer, runner.signalToStopFor)
            runner.didFinish = { trained, _ in
                guard trained.recipe.title == ablated.title else { return }
                try measured?.measure(
                    trained, in: experiment, directory: directory?.appendingPathComponent("ablation-\(ablated.name)"),
                    observer: observer, signalToStopFor: signal)
            }
        }
        if let measured { ablation = measured }
        guard !isOfKnownUsers else {
            knownUsers.append(found)
            (comparison, self.experiment) = (comparison ?? found, self.experiment ?? experiment)
            return
        }
        self.experiment = experiment
        var all = comparison ?? Comparison(bootstrap: bootstrap)
        all.append(found)
        comparison = all
    }

    /// Table 4 in its two parts, and Table 5.
    /// - Parameter only: The one that was asked for; nil for both.
    func tables(data: String, only: ReproduceSeqRec.Table?) throws -> [ResultTable] {
        var tables: [ResultTable] = []
        if only != .five, let comparison {
            if let table = try SeqRecPaper.table(comparison, data: data, texts: texts) { tables.append(table) }
            tables.append(SeqRecPaper.knownUserTable(knownUsers, data: data))
        }
        if let ablation, !ablation.isEmpty { tables.append(try ablation.table(data: data)) }
        return tables
    }
}
