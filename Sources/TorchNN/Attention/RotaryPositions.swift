import Foundation
import Torch

/// Positions as angles (Su et al. 2021): of each head, the pairs of columns (c, c + width ∕ 2) are turned by
/// `position · 10000^(−2c ∕ width)`, so that the product of a query and a key depends on their distance alone.
public struct RotaryPositions: @unchecked Sendable {
    private let cosines: Tensor
    private let sines: Tensor
    private let headCount: Int

    /// Angles for the tokens of rows, counted from each row's start.
    /// - Parameters:
    ///   - rows: The rows.
    ///   - headCount: Heads.
    ///   - width: Columns of a head, an even number.
    public init(rows: TokenRows, headCount: Int, width: Int) {
        self.init(positions: rows.positionsFromStart(), headCount: headCount, width: width)
    }

    /// Angles for tokens at some positions.
    /// - Parameters:
    ///   - positions: `[tokens]`, `int64`.
    ///   - headCount: Heads.
    ///   - width: Columns of a head, an even number.
    public init(positions: Tensor, headCount: Int, width: Int) {
        let half = width / 2
        let rates = (0..<half).map { pow(10_000, -2 * Double($0) / Double(width)) }
        let column = positions.to(.float64).unsqueezed(1)
        // [tokens, 1, half]: a column and its partner share an angle.
        let angles = (column * Tensor(rates, device: positions.device).unsqueezed(0)).unsqueezed(1)
        cosines = angles.cos().to(.float32)
        sines = angles.sin().to(.float32)
        self.headCount = headCount
    }

    /// Turns queries or keys, `[tokens, heads · width]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        let (tokens, size) = (x.size(0), x.size(1))
        let heads = x.reshaped([tokens, headCount, size / headCount])
        let half = size / headCount / 2
        let (first, second) = (heads.slice(2, 0..<half), heads.slice(2, half..<2 * half))
        return Tensor.concatenated(
            [first * cosines - second * sines, second * cosines + first * sines], dimension: 2
        ).reshaped([tokens, size])
    }
}
