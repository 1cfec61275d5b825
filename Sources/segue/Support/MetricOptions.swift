import ArgumentParser
import SegueEvaluation
import SegueExperiments

/// Which metrics to measure and show.
struct MetricOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A column of the table, such as recall@20, hit_rate@10, mrr@20, ndcg@10, coverage@20 or popularity@20. May be "
                + "repeated. (default: the recipe's, else recall, MRR and NDCG)",
            valueName: "metric@K"),
        transform: Self.metric)
    var metric: [Metric] = []

    /// Lays the metrics over those of a recipe.
    func apply(to configuration: inout EvaluationConfiguration) {
        if !metric.isEmpty { configuration.metrics = metric }
    }

    private static func metric(_ text: String) throws -> Metric {
        guard let metric = Metric(rawValue: text) else { throw ValidationError(Metric.problem(with: text)) }
        return metric
    }
}
