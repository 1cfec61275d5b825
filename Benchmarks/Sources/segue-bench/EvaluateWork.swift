import ArgumentParser
import Foundation
import SegueData
import SegueEvaluation
import SegueFormats
import SegueModels
import Torch

/// All users' next items ranked among the whole catalog, as RecBole evaluates sequential models: the last item is the
/// target, the history is cut to the last items, seen items stay candidates.
struct EvaluateWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Ranks the last item of every user among the whole catalog.")

    @Option(help: "File or folder of interactions.")
    var data: String

    @Option(help: "Units of the network.")
    var hidden = 128

    @Option(help: "Items of the history that are read; 0 for all.")
    var history = 50

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        let split = try SplitStrategy.leaveLastOut().split(Dataset.load(data).log)
        let set = try cut(EvaluationSet(split, part: .test))
        var configuration = StandardGRU.Configuration()
        configuration.hiddenSize = hidden
        let model = try StandardGRU(
            configuration: configuration, itemCount: set.itemCount, generator: Generator(seed: 1))
        var options = EvaluationOptions()
        options.cutoffs = [10, 20]
        options.measuresLists = false
        let evaluator = try RankingEvaluator(options: options)
        try Worker.serve(worker, facts: ["users": Double(set.queries.count), "items": Double(set.itemCount)]) {
            try evaluator.evaluate(model, named: "Standard GRU", on: set).evaluation
        } describe: { evaluation in
            [
                "recall10": evaluation.recall(at: 10) ?? 0, "mrr10": evaluation.mrr(at: 10) ?? 0,
                "ndcg10": evaluation.ndcg(at: 10) ?? 0, "recall20": evaluation.recall(at: 20) ?? 0,
            ]
        }
    }

    /// The set with histories of at most `history` items.
    private func cut(_ set: EvaluationSet) throws -> EvaluationSet {
        guard history > 0 else { return set }
        let queries = set.queries.map { query in
            let dropped = max(0, query.positions.lowerBound - history)
            return NextItemQuery(
                user: query.user, items: query.items.dropFirst(dropped),
                positions: query.positions.lowerBound - dropped..<query.positions.upperBound - dropped)
        }
        return try EvaluationSet(
            queries: queries, itemTrainingCounts: set.itemTrainingCounts, userTrainingCounts: set.userTrainingCounts,
            steps: set.steps, properties: set.properties)
    }
}
