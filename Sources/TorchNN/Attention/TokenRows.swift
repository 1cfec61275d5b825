import Torch

/// Rows of tokens that lie one after another without padding: each row's tokens in their order.
///
/// Layers that look at one token at a time work on `[tokens, size]` and never see rows; attention does.
public struct TokenRows: @unchecked Sendable {
    /// The first token of each row, and behind the last one the number of tokens.
    public let offsets: [Int]
    /// The same: `[rows + 1]`, `int64`, on the CPU, where kernels look for it.
    let offsetTensor: Tensor
    /// Where the tokens live.
    public let device: Device

    /// Rows of these lengths.
    /// - Precondition: no row is empty.
    public init(lengths: [Int], device: Device) {
        precondition(lengths.allSatisfy { $0 > 0 }, "rows must have tokens")
        var offsets = [0]
        for length in lengths { offsets.append((offsets.last ?? 0) + length) }
        self.offsets = offsets
        self.device = device
        offsetTensor = Tensor(offsets.map { Int64($0) })
    }

    /// Number of rows.
    public var count: Int { offsets.count - 1 }
    /// Number of tokens.
    public var tokenCount: Int { offsets.last ?? 0 }
    /// Number of tokens of a row.
    public func length(_ row: Int) -> Int { offsets[row + 1] - offsets[row] }

    /// For each token how many of its row stand before it: `[tokens]`, `int64`.
    public func positionsFromStart() -> Tensor { perToken { position, _ in position } }
    /// For each token how many of its row stand behind it: `[tokens]`, `int64`.
    public func positionsFromEnd() -> Tensor { perToken { position, length in length - 1 - position } }

    private func perToken(_ value: (Int, Int) -> Int) -> Tensor {
        var values: [Int64] = []
        values.reserveCapacity(tokenCount)
        for row in 0..<count {
            for position in 0..<length(row) { values.append(Int64(value(position, length(row)))) }
        }
        return Tensor(values, device: device)
    }
}
