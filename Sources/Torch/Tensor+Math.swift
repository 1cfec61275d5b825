/// Elementwise arithmetic and matrix products. Shapes broadcast from the right, as in NumPy.
extension Tensor {
    /// Elementwise sum.
    public static func + (left: Tensor, right: Tensor) -> Tensor { Aten.add(.tensor(left), .tensor(right)) }
    /// Adds a number to each element.
    public static func + (left: Tensor, right: Double) -> Tensor { Aten.addScalar(.tensor(left), .real(right)) }
    /// Elementwise difference.
    public static func - (left: Tensor, right: Tensor) -> Tensor { Aten.sub(.tensor(left), .tensor(right)) }
    /// A number less each element.
    public static func - (left: Double, right: Tensor) -> Tensor { Aten.rsubScalar(.tensor(right), .real(left)) }
    /// Elementwise product.
    public static func * (left: Tensor, right: Tensor) -> Tensor { Aten.mul(.tensor(left), .tensor(right)) }
    /// Scales each element.
    public static func * (left: Tensor, right: Double) -> Tensor { Aten.mulScalar(.tensor(left), .real(right)) }
    /// Scales each element.
    public static func * (left: Double, right: Tensor) -> Tensor { right * left }
    /// Elementwise quotient.
    public static func / (left: Tensor, right: Tensor) -> Tensor { Aten.div(.tensor(left), .tensor(right)) }
    /// Divides each element by a number.
    public static func / (left: Tensor, right: Double) -> Tensor { left * (1 / right) }
    /// Negation.
    public static prefix func - (value: Tensor) -> Tensor { Aten.neg(.tensor(value)) }

    /// Matrix product; leading dimensions are batches.
    public func matmul(_ other: Tensor) -> Tensor { Aten.matmul(.tensor(self), .tensor(other)) }

    /// `self · weightᵀ + bias`: `[…, in]` with weight `[out, in]` and bias `[out]` gives `[…, out]`.
    public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
        Aten.linear(.tensor(self), .tensor(weight), .optional(bias))
    }

    /// `self + left · right` for matrices.
    public func addingProduct(_ left: Tensor, _ right: Tensor) -> Tensor {
        Aten.addmm(.tensor(self), .tensor(left), .tensor(right))
    }

    /// The inverse of a symmetric positive definite matrix, by Cholesky's factorization.
    public func choleskyInverse() -> Tensor {
        Aten.choleskyInverse(.tensor(Aten.cholesky(.tensor(self), .bool(false))), .bool(false))
    }

    /// The diagonal of a matrix: `[rows]`.
    public func diagonal() -> Tensor { Aten.diagonal(.tensor(self), .integer(0), .integer(0), .integer(1)) }

    /// The orthonormal columns of a matrix' QR decomposition.
    public func orthonormalColumns() -> Tensor { Aten.qr.tensors(.tensor(self), count: 2)[0] }

    /// Logistic sigmoid.
    public func sigmoid() -> Tensor { Aten.sigmoid(.tensor(self)) }
    /// Hyperbolic tangent.
    public func tanh() -> Tensor { Aten.tanh(.tensor(self)) }
    /// Rectified linear unit.
    public func relu() -> Tensor { Aten.relu(.tensor(self)) }
    /// Rectified linear unit that multiplies numbers below 0 with a slope instead of losing them.
    public func relu(slope: Double) -> Tensor { Aten.leakyRelu(.tensor(self), .real(slope)) }
    /// Gaussian error linear unit, `x · Φ(x)` with the error function (Hendrycks and Gimpel 2016).
    public func gelu() -> Tensor { Aten.gelu(.tensor(self)) }
    /// Sigmoid-weighted linear unit, `x · σ(x)` (Elfwing et al. 2018).
    public func silu() -> Tensor { Aten.silu(.tensor(self)) }
    /// Exponential.
    public func exp() -> Tensor { Aten.exp(.tensor(self)) }
    /// Cosine.
    public func cos() -> Tensor { Aten.cos(.tensor(self)) }
    /// Sine.
    public func sin() -> Tensor { Aten.sin(.tensor(self)) }
    /// Natural logarithm.
    public func log() -> Tensor { Aten.log(.tensor(self)) }
    /// Square root.
    public func sqrt() -> Tensor { Aten.sqrt(.tensor(self)) }
    /// Inverse of the error function, on (−1, 1).
    public func erfInverse() -> Tensor { Aten.erfInverse(.tensor(self)) }
    /// Absolute value.
    public func abs() -> Tensor { Aten.abs(.tensor(self)) }
    /// Each element to a power.
    public func pow(_ exponent: Double) -> Tensor { Aten.pow(.tensor(self), .real(exponent)) }
    /// `log(1 + eˣ)`, without overflow.
    public func softplus() -> Tensor { Aten.softplus(.tensor(self)) }
    /// `log σ(x)`, without overflow.
    public func logSigmoid() -> Tensor { Aten.logSigmoid(.tensor(self)) }
    /// For each element the number of elements of a rising vector that are below it: `int64`, of this tensor's shape.
    public func insertionPoints(in rising: Tensor) -> Tensor { Aten.searchSorted(.tensor(rising), .tensor(self)) }
    /// No element below `minimum`.
    public func clamped(minimum: Double) -> Tensor { Aten.clampMinimum(.tensor(self), .real(minimum)) }

    /// Elementwise `self > other`, as `bool`.
    public func greater(than other: Tensor) -> Tensor { Aten.greater(.tensor(self), .tensor(other)) }
    /// Elementwise `self ≥ other`, as `bool`.
    public func greaterOrEqual(to other: Tensor) -> Tensor { Aten.greaterOrEqual(.tensor(self), .tensor(other)) }
    /// Elementwise `self < other`, as `bool`.
    public func less(than other: Tensor) -> Tensor { Aten.less(.tensor(self), .tensor(other)) }
    /// Elementwise `self = other`, as `bool`.
    public func equal(to other: Tensor) -> Tensor { Aten.equal(.tensor(self), .tensor(other)) }
    /// Where elements are neither infinite nor NaN, as `bool`.
    public func isFinite() -> Tensor { Aten.isFinite(.tensor(self)) }

    /// Elements of `yes` where `self` (`bool`) is true, of `no` elsewhere.
    public func select(_ yes: Tensor, else no: Tensor) -> Tensor {
        Aten.whereSelf(.tensor(self), .tensor(yes), .tensor(no))
    }
}
