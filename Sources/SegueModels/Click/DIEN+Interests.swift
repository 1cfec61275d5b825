import Torch

extension DIEN {
    /// h of each event, 0 for padding: `[histories, length, K]`.
    func interests(_ keys: Tensor, _ history: HistoryBatch) -> Tensor {
        var state = Tensor.zeros([history.count, keys.size(2)], device: keys.device)
        let states = (0..<history.length).map { step -> Tensor in
            // In front of the first event the state stays 0.
            state = extraction(keys.select(1, at: step), hidden: state) * history.mask.slice(1, step..<step + 1)
            return state
        }
        return .stacked(states, dimension: 1)
    }

    /// Eq. 6; 0 where no event has another behind it. All are `[histories, length, K]`.
    func auxiliaryLoss(_ states: Tensor, _ keys: Tensor, _ strangers: Tensor, _ history: HistoryBatch) -> Tensor {
        let length = history.length
        let before = states.slice(1, 0..<length - 1)
        let isReal = history.mask.slice(1, 0..<length - 1)
        let clicked = (before * keys.slice(1, 1..<length)).sum([2])
        let drawn = (before * strangers.slice(1, 1..<length)).sum([2])
        let each = (clicked.logSigmoid() + (-drawn).logSigmoid()) * isReal
        return -each.sum() / isReal.sum().clamped(minimum: 1)
    }
}
