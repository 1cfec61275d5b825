import SegueData
import Torch

extension HistoryBatch {
    /// The values of a field of items for other items than those of the events, one for each event.
    func values(of field: Int, items: [Int32]) -> FieldTensors {
        guard let table = examples.features else { return .empty(rows: items.count, device: device) }
        return FieldTensors(table.values(of: field, items: items), rows: items.count, device: device)
    }

    /// For each event an item that its history, as far as it is read, does not have, drawn evenly from the catalog. Of a history
    /// that has almost all items it may be one of them.
    /// - Throws: `TorchError`.
    func drawStrangers(itemCount: Int, generator: Generator) throws -> [Int32] {
        let tries = 8
        let shares = try Tensor.uniform(
            [tokenCount * tries], lower: 0, upper: 1, generator: generator, dtype: .float64, device: device
        ).array(Double.self)
        var drawn: [Int32] = []
        drawn.reserveCapacity(tokenCount)
        var start = 0
        for length in lengths {
            let own = Set(tokenRows[start..<start + length].map { examples.columns.items[$0] })
            for token in start..<start + length {
                let items = shares[token * tries..<(token + 1) * tries].lazy.map {
                    Int32(min(itemCount, 1 + Int($0 * Double(itemCount))))
                }
                drawn.append(items.first { !own.contains($0) } ?? items[token * tries])
            }
            start += length
        }
        return drawn
    }
}
