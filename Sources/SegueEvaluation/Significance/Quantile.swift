/// Sample quantiles.
enum Quantile {
    /// The quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996, NumPy's default).
    ///
    /// - Returns: nil for no values or a probability outside 0 … 1.
    static func value(_ probability: Double, ofSorted sorted: [Double]) -> Double? {
        guard !sorted.isEmpty, probability >= 0, probability <= 1 else { return nil }
        let position = probability * Double(sorted.count - 1)
        let lower = min(Int(position), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }
}
