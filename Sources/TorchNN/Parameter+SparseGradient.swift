import Torch

/// The gradient of the touched rows of a table.
struct RowGradient {
    /// Distinct rows, rising: `[rows]`, `int64`.
    let rows: Tensor
    /// `[rows, width]`, sharing the gradient's memory.
    let values: Tensor
}

extension Parameter {
    /// The gradient as rows, when it is sparse; each row stands in it once afterwards.
    var rowGradient: RowGradient? {
        guard let gradient = value.gradient, gradient.isSparse else { return nil }
        let coalesced = gradient.coalesced()
        value.gradient = coalesced
        return RowGradient(rows: coalesced.sparseRows, values: coalesced.sparseValues)
    }

    /// The gradient's numbers, of touched rows or of all; writing to them changes the gradient.
    var gradientValues: Tensor? { rowGradient?.values ?? value.gradient }
}
