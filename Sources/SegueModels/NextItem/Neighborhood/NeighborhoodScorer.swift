import Foundation
import SegueData

/// Turns neighbor lists and histories into score rows: the work of ``NeighborhoodModel``.
struct NeighborhoodScorer {
    let neighborhood: ItemNeighborhood
    let decay: HistoryDecay
    /// Scores of items without similarity to the history, below 0; `nil` leaves them at 0.
    let fallback: [Float]?
    /// What each item's score is divided by, if anything.
    let divisor: [Float]?

    func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        let writer = try ScoreBlockWriter(itemCount: neighborhood.itemCount, queries: queries)
        var sum = DecayedSum(count: neighborhood.itemCount)
        for (index, query) in queries.enumerated() where !query.positions.isEmpty {
            if decay.historyLength > 0 {
                try scoreWindows(query, index: index, sum: &sum, writer: writer, consume: consume)
            } else {
                try scoreWhole(query, index: index, sum: &sum, writer: writer, consume: consume)
            }
        }
        try writer.flush(consume)
    }

    /// All positions of one query, each from the one before. The sum is always built from the start of the history,
    /// so a position's scores are bit-equal whatever else is asked for.
    private func scoreWhole(
        _ query: NextItemQuery, index: Int, sum: inout DecayedSum, writer: ScoreBlockWriter,
        consume: (ScoreBlock) throws -> Void
    ) throws {
        sum.reset()
        var added = 0
        var previous: Int?
        for position in query.positions {
            while added < position {
                if let column = column(at: added, in: query) {
                    sum.decay(decay.step(at: added, previous: previous, in: query))
                    sum.add(column, of: neighborhood)
                    previous = added
                }
                added += 1
            }
            let row = try writer.row(query: index, position: position, consume: consume)
            write(sum, to: row)
        }
    }

    /// All positions of one query, each from the last `historyLength` known items anew: taking items out of a running
    /// sum again would leave rounding behind.
    private func scoreWindows(
        _ query: NextItemQuery, index: Int, sum: inout DecayedSum, writer: ScoreBlockWriter,
        consume: (ScoreBlock) throws -> Void
    ) throws {
        for position in query.positions {
            sum.reset()
            var window: [(offset: Int, column: Int)] = []
            var offset = position - 1
            while offset >= 0, window.count < decay.historyLength {
                if let column = column(at: offset, in: query) { window.append((offset, column)) }
                offset -= 1
            }
            var previous: Int?
            for (offset, column) in window.reversed() {
                sum.decay(decay.step(at: offset, previous: previous, in: query))
                sum.add(column, of: neighborhood)
                previous = offset
            }
            let row = try writer.row(query: index, position: position, consume: consume)
            write(sum, to: row)
        }
    }

    private func column(at offset: Int, in query: NextItemQuery) -> Int? {
        let item = Int(query.items[query.items.startIndex + offset])
        return item >= 1 && item <= neighborhood.itemCount ? item - 1 : nil
    }

    private func write(_ sum: borrowing DecayedSum, to row: UnsafeMutableBufferPointer<Float>) {
        sum.copy(to: row)
        if let divisor {
            for column in 0..<row.count where row[column] > 0 { row[column] /= divisor[column] }
        }
        guard let fallback else { return }
        fallback.withUnsafeBufferPointer { fallback in
            for column in 0..<row.count { row[column] = row[column] > 0 ? row[column] : fallback[column] }
        }
    }
}

/// A row of sums that can decay as a whole at no cost: the values are kept e^exponent times too large, and only brought
/// back when that factor threatens the range of a `Float`.
private struct DecayedSum: ~Copyable {
    private let values: UnsafeMutableBufferPointer<Float>
    private var exponent = 0.0
    /// Weight of an item added now: e^exponent.
    private var weight: Float = 1

    init(count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: 0)
    }

    deinit { values.deallocate() }

    mutating func reset() {
        values.update(repeating: 0)
        exponent = 0
        weight = 1
    }

    /// Multiplies all values by e^(−step), `step` ≥ 0.
    mutating func decay(_ step: Double) {
        guard step > 0 else { return }
        exponent += step
        if exponent > 30 {
            let factor = Float(exp(-exponent))
            for index in 0..<values.count {
                let value = values[index] * factor
                values[index] = value < 1e-20 ? 0 : value
            }
            exponent = 0
        }
        weight = Float(exp(exponent))
    }

    mutating func add(_ column: Int, of neighborhood: ItemNeighborhood) {
        guard let row = values.baseAddress else { return }
        neighborhood.add(column, weight: weight, to: row)
    }

    borrowing func copy(to row: UnsafeMutableBufferPointer<Float>) {
        let factor = Float(exp(-exponent))
        for index in 0..<values.count { row[index] = values[index] * factor }
    }
}
