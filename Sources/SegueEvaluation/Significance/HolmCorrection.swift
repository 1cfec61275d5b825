/// Holm's step-down correction for many tests (Holm, A simple sequentially rejective multiple test procedure, 1979).
///
/// It bounds the chance of even one false discovery like Bonferroni's, needs no assumption about how the tests depend
/// on one another, and never rejects less.
public enum HolmCorrection {
    /// Adjusted p-values, in the order given: compare each with the level itself.
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in order.enumerated() {
            let scaled = min(1, Double(pValues.count - rank) * pValues[index])
            largest = max(largest, scaled)
            adjusted[index] = largest
        }
        return adjusted
    }
}
