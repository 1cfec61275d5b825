import SegueData
import Torch

extension HistoryBatch {
    /// What attention adds to the scores of each example's events so that none goes to padding, 0 or −10⁹:
    /// `[examples, length]`.
    var exampleMask: Tensor { spread((mask - Tensor.ones([1], device: mask.device)) * 1e9) }

    /// Softmax of the scores of ``pairs`` within each example: `[pairs, 1]` → `[pairs, 1]`.
    func softmax(_ scores: Tensor) -> Tensor {
        var cells: [Int64] = []
        cells.reserveCapacity(scores.size(0))
        for (example, history) in historyOfExample.enumerated() {
            for event in length - lengths[history]..<length { cells.append(Int64(example * length + event)) }
        }
        let places = Tensor(cells, device: scores.device)
        let count = historyOfExample.count
        let table = Tensor.zeros([count * length, 1], device: scores.device).addingRows(scores, at: places)
        let weights = (table.reshaped([count, length]) + exampleMask).softmax()
        return weights.reshaped([count * length, 1]).indexSelect(0, places)
    }
}
