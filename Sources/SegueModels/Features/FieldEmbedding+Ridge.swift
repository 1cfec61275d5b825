import SegueData
import Torch
import TorchNN

extension FieldEmbedding {
    /// The penalty, a scalar; nil where λ is 0.
    /// - Parameters:
    ///   - batch: The examples.
    ///   - history: Their events, of which ``read`` fields count too.
    ///   - read: Positions in the schema.
    func penalty(_ batch: ExampleBatch, history: HistoryBatch? = nil, read: [Int] = []) -> Tensor? {
        guard settings.ridge > 0 else { return nil }
        var distinct = bags(batch).distinctCodes
        if let history {
            let events = Self.codes(history, read).joined()
            distinct = Set(distinct).union(events).subtracting([0]).sorted()
        }
        let codes = Tensor(distinct, device: batch.device)
        let squares = [weights, vectors].compactMap { $0 }.map { table -> Tensor in
            let rows = table(codes)
            return (rows * rows).sum([1])
        }
        var each = squares.dropFirst().reduce(squares[0]) { $0 + $1 }
        if let occurrences { each = each / occurrences.value.indexSelect(0, codes) }
        return each.sum() * (0.5 * settings.ridge)
    }

    /// Counts how many examples have each value, in one of their fields or in an event that is read.
    func countOccurrences(_ examples: ExampleSet, historyLength: Int, read: (HistoryBatch) -> [Int]) {
        guard let occurrences else { return }
        var counts = [Float](repeating: 0, count: schema.valueCount + 1)
        for start in stride(from: 0, to: examples.count, by: 8192) {
            let rows = Array(start..<min(start + 8192, examples.count))
            let batch = ExampleBatch(examples, rows: rows, device: .cpu)
            let history = batch.history(maximumLength: historyLength)
            let events = Self.events(history, read(history))
            let own = bags(batch).codesOfExamples
            for (example, codes) in own.enumerated() {
                for code in Set(codes).union(events[history.historyOfExample[example]]) { counts[Int(code)] += 1 }
            }
        }
        let values = Tensor(counts.map { max(1, $0) }, device: occurrences.value.device)
        withoutGradients { occurrences.value.copy(from: values) }
    }

    /// The codes of each field of events: those of an event stand side by side.
    private static func codes(_ history: HistoryBatch, _ fields: [Int]) -> [[Int64]] {
        fields.map { (try? history.values(of: $0).codes.reshaped([-1]).array(Int64.self)) ?? [] }
    }

    /// For each history the codes of its events.
    private static func events(_ history: HistoryBatch, _ fields: [Int]) -> [Set<Int64>] {
        var found = [Set<Int64>](repeating: [], count: history.count)
        let owners = history.lengths.enumerated().flatMap { Array(repeating: $0, count: $1) }
        for values in codes(history, fields) where !owners.isEmpty {
            let width = values.count / owners.count
            for (position, code) in values.enumerated() where code > 0 { found[owners[position / width]].insert(code) }
        }
        return found
    }
}
