/// Operations that change a tensor. Use them on leaves inside ``withoutGradients(_:)`` only.
extension Tensor {
    /// `self += scale · other`.
    public func add(_ other: Tensor, scale: Double = 1) {
        Aten.addInPlace.perform(.tensor(self), .tensor(other), .real(scale))
    }
    /// `self *= factor`.
    public func multiply(by factor: Double) { Aten.mulScalarInPlace.perform(.tensor(self), .real(factor)) }
    /// `self *= other`, elementwise.
    public func multiply(by other: Tensor) { Aten.mulInPlace.perform(.tensor(self), .tensor(other)) }
    /// `self += scale · left · right`, elementwise.
    public func addProduct(_ left: Tensor, _ right: Tensor, scale: Double = 1) {
        Aten.addcmulInPlace.perform(.tensor(self), .tensor(left), .tensor(right), .real(scale))
    }
    /// `self += scale · numerator / denominator`, elementwise.
    public func addQuotient(_ numerator: Tensor, _ denominator: Tensor, scale: Double = 1) {
        Aten.addcdivInPlace.perform(.tensor(self), .tensor(numerator), .tensor(denominator), .real(scale))
    }
    /// `self += weight · (other − self)`, elementwise.
    public func interpolate(to other: Tensor, weight: Double) {
        Aten.lerpInPlace.perform(.tensor(self), .tensor(other), .real(weight))
    }
    /// Takes over the values of a tensor of the same (or a broadcastable) shape.
    public func copy(from other: Tensor) { Aten.copyInPlace.perform(.tensor(self), .tensor(other)) }
    /// `self[indices[i]] += scale · rows[i]`, for distinct `int64` indices.
    public func addRows(_ rows: Tensor, to indices: Tensor, scale: Double = 1) {
        Aten.indexAddInPlace.perform(.tensor(self), .integer(0), .tensor(indices), .tensor(rows), .real(scale))
    }
    /// `self[indices[i]] = rows[i]`, for distinct `int64` indices.
    public func copyRows(_ rows: Tensor, to indices: Tensor) {
        Aten.indexCopyInPlace.perform(.tensor(self), .integer(0), .tensor(indices), .tensor(rows))
    }
    /// Sets every element.
    public func fill(_ value: Double) { Aten.fillInPlace.perform(.tensor(self), .real(value)) }
}
