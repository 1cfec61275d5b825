import Torch

/// Pieces of users' histories as sequence models take them, without padding.
///
/// A *token* is one item of one row. Tokens are ordered by step, those of a step by row, rows by falling length: at each
/// step the rows still being read are the first ones, and what belongs to a step lies together.
public struct SequenceBatch {
    /// Item index of each token: `[tokens]`, `int64`.
    public let items: Tensor
    /// The same on the host.
    public let itemIndices: [Int64]
    /// User index of each row, 0 for unknown ones: `[rows]`, `int64`.
    public let users: Tensor
    /// For each row the token of its last item: `[rows]`, `int64`.
    public let lastTokens: Tensor
    /// How many rows have an item at each step, falling.
    public let stepSizes: [Int]
    /// For each token its place `row · length + step` in the buffer that the batch was made from.
    public let places: [Int]

    /// Copies a batch to a device.
    /// - Parameters:
    ///   - items: `rows · length` indices, one row after the other; what lies behind a row's end is not looked at.
    ///   - lengths: Number of items of each row, 1…`length`, never rising from row to row.
    ///   - users: User of each row.
    ///   - length: Number of steps.
    ///   - device: Where the model's parameters live.
    /// - Precondition: `lengths` is as described and the buffers are as long as they must be.
    public init(items: [Int32], lengths: [Int32], users: [Int32], length: Int, device: Device) {
        precondition(lengths.allSatisfy { (1...max(1, length)).contains(Int($0)) }, "rows of a batch must have items")
        precondition(zip(lengths, lengths.dropFirst()).allSatisfy(>=), "rows of a batch must come longest first")
        precondition(users.count == lengths.count && items.count == lengths.count * length, "buffers do not fit")
        var sizes: [Int] = []
        var places: [Int] = []
        places.reserveCapacity(lengths.reduce(0) { $0 + Int($1) })
        var last = lengths.map { _ in Int64(0) }
        for step in 0..<Int(lengths.first ?? 0) {
            let count = lengths.prefix { $0 > step }.count
            for row in 0..<count {
                if Int(lengths[row]) == step + 1 { last[row] = Int64(places.count) }
                places.append(row * length + step)
            }
            sizes.append(count)
        }
        itemIndices = places.map { Int64(items[$0]) }
        self.items = Tensor(itemIndices, device: device)
        self.users = Tensor(users, device: device).to(.int64)
        lastTokens = Tensor(last, device: device)
        stepSizes = sizes
        self.places = places
    }
}
