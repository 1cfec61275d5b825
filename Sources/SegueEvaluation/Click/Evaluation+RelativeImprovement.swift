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
