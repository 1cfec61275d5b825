import Torch

/// Pieces of users' histories, one a row, as sequence models take them.
public struct SequenceBatch {
    /// Item indices, right-padded with 0: `[batch, length]`, `int64`.
    public let items: Tensor
    /// User indices, 0 for unknown ones: `[batch]`, `int64`.
    public let users: Tensor
    /// For each row, the flat position `row · length + step` of its last item in `[batch · length]`: `[batch]`, `int64`.
    public let lastPositions: Tensor

    /// Copies a batch to a device.
    /// - Parameters:
    ///   - items: `rows · length` indices in row-major order, 0 where a row has ended.
    ///   - lengths: Number of items of each row, at least 1.
    ///   - users: User of each row.
    ///   - length: Number of steps.
    ///   - device: Where the model's parameters live.
    public init(items: [Int32], lengths: [Int32], users: [Int32], length: Int, device: Device) {
        self.items = Tensor(items, shape: [lengths.count, length], device: device).to(.int64)
        self.users = Tensor(users, device: device).to(.int64)
        let last = lengths.enumerated().map { row, count in Int64(row * length) + Int64(max(1, count)) - 1 }
        lastPositions = Tensor(last, device: device)
    }
}
