import Dispatch
import SegueData
import SegueModels
import Torch

/// Makes the batch behind the one that is learned from, on a thread of its own: all that the network asked of the one before.
final class BatchAhead: @unchecked Sendable {
    private let queue = DispatchQueue(label: "segue.batch-ahead")
    private let group = DispatchGroup()
    /// Written on the queue, read when the group is done.
    private var ready: ExampleBatch?
    private var latest: ExampleBatch?

    /// A batch, and the next one is begun.
    /// - Parameters:
    ///   - rows: Those of the batch.
    ///   - following: Those of the next one; empty at the end.
    ///   - examples: What they are rows of.
    ///   - device: Where tensors live.
    func next(
        _ rows: [Int], following: [Int], of examples: ExampleSet, device: Device
    ) -> ExampleBatch {
        group.wait()
        let made = ready.flatMap { $0.rows == rows ? $0 : nil }
        let batch = made ?? ExampleBatch(examples, rows: rows, device: device)
        let model = latest
        (ready, latest) = (nil, batch)
        guard model != nil, !following.isEmpty else { return batch }
        begin(following, of: examples, as: Handed(batch: model), device: device)
        return batch
    }

    /// A batch that nobody uses any more but the queue.
    private struct Handed: @unchecked Sendable {
        let batch: ExampleBatch?
    }

    private func begin(_ rows: [Int], of examples: ExampleSet, as model: Handed, device: Device) {
        queue.async(group: group) { [self] in
            let batch = ExampleBatch(examples, rows: rows, device: device)
            // What fails here is made again, and fails again, where somebody is told.
            let made: Void? = try? withTorchErrors { if let model = model.batch { batch.makeReady(as: model) } }
            ready = made == nil ? nil : batch
        }
    }
}
