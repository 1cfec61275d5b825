import SegueData

extension Bootstrap {
    /// For each metric its value in every resample, `[metrics, resamples]`; all metrics share the drawn users. None for
    /// fewer than two users with events; not a number where a resample leaves a metric undefined.
    func replicates(of table: PerUserMetrics, averaging: Averaging) -> [[Double]] {
        let rows = (0..<table.rowCount).filter { table.events[$0] > 0 }
        guard rows.count > 1, !table.metrics.isEmpty else { return [] }
        let addends = Addends(table, rows: rows, averaging: averaging)
        var generator = SeededGenerator(seed: seed)
        var replicates = [[Double]](repeating: [], count: table.metrics.count)
        var totals = [Double](repeating: 0, count: table.metrics.count)
        var weights = [Double](repeating: 0, count: addends.weightWidth)
        for _ in 0..<resamples {
            addends.draw(totals: &totals, weights: &weights, generator: &generator)
            for (column, metric) in table.metrics.enumerated() {
                let mean = totals[column] / weights[addends.weightWidth == 1 ? 0 : column]
                replicates[column].append(metric.kind.aggregation.value(ofMean: mean))
            }
        }
        return replicates
    }

    /// What each row adds to the numerators and denominators of the metrics.
    private struct Addends {
        /// Number of rows.
        let count: Int
        /// Numerators, `[rows, metrics]`.
        private(set) var values: [Double] = []
        /// Denominators, `[rows, weightWidth]`.
        private(set) var weights: [Double] = []
        /// Number of metrics.
        let width: Int
        /// 1 where all metrics share one denominator, else the number of metrics.
        let weightWidth: Int

        init(_ table: PerUserMetrics, rows: [Int], averaging: Averaging) {
            count = rows.count
            width = table.metrics.count
            let units = table.metrics.map { $0.kind.aggregation.unit(averaging) }
            weightWidth = table.weights == nil && !units.contains { $0 != averaging } ? 1 : width
            for row in rows {
                for (column, unit) in units.enumerated() {
                    let sum = table.sums[row * width + column]
                    let weight = table.weight(row: row, column: column)
                    let scale = unit == .event ? 1 : weight > 0 ? 1 / weight : 0
                    values.append(sum * scale)
                    if column < weightWidth { weights.append(unit == .event ? weight : weight > 0 ? 1 : 0) }
                }
            }
        }

        /// Draws as many rows as there are, with replacement, and leaves their sums.
        func draw(totals: inout [Double], weights drawn: inout [Double], generator: inout SeededGenerator) {
            for column in 0..<width { totals[column] = 0 }
            for column in 0..<weightWidth { drawn[column] = 0 }
            values.withUnsafeBufferPointer { values in
                for _ in 0..<count {
                    let row = Int(generator.next(below: count))
                    for column in 0..<weightWidth { drawn[column] += weights[row * weightWidth + column] }
                    for column in 0..<width { totals[column] += values[row * width + column] }
                }
            }
        }
    }
}
