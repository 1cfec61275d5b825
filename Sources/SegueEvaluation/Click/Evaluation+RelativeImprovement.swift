extension Evaluation {
    /// How much farther from chance an AUC is than that of a base model, (AUC − ½) / (AUC of the base − ½) − 1, known as
    /// RelaImpr; name the AUC beside it, for it differs from kind to kind.
    ///
    /// - Parameters:
    ///   - metric: An AUC.
    ///   - base: The base model, measured alike.
    /// - Returns: nil if the metric is no AUC, was not measured, or the base is no better than chance.
    public func relativeImprovement(of metric: Metric, over base: Evaluation) -> Double? {
        let kinds: [MetricKind] = [.auc, .userAUC, .eventAUC, .gauc]
        guard kinds.contains(metric.kind), let value = self[metric], let baseValue = base[metric], baseValue > 0.5
        else {
            return nil
        }
        return (value - 0.5) / (baseValue - 0.5) - 1
    }
}

extension ResultTable {
    /// Notes the RelaImpr of models over a base model, for each AUC among the metrics; nothing for others.
    public mutating func noteImprovements(of models: [Evaluation], over base: Evaluation, in metrics: [Metric]) {
        for metric in metrics {
            let parts = models.compactMap { model in
                model.relativeImprovement(of: metric, over: base).map {
                    "\(model.model) \(NumberText.fixed($0 * 100, decimals: 2)) %"
                }
            }
            guard !parts.isEmpty else { continue }
            notes.append(
                "RelaImpr of \(metric.title), (AUC − ½) ∕ (AUC of \(base.model) − ½) − 1: "
                    + parts.joined(separator: ", ") + ".")
        }
    }
}
