import Foundation

/// What the steps of gradient descent on −ln σ(x̂(i) − x̂(j)) have in common, for scores with a term ⟨u, i⟩.
enum PairwiseStep {
    /// σ(−x): the size of the gradient.
    @inline(__always)
    static func violation(_ difference: Float) -> Float { 1 / (1 + exp(difference)) }

    /// Moves four components each of a user's vector u and of the vectors i and j, all gradients being taken before any
    /// of them moves.
    ///
    /// - Parameters:
    ///   - step: Learning rate times violation.
    ///   - decay: For each vector the learning rate times its λ.
    @inline(__always)
    static func move(
        _ user: inout SIMD4<Float>, _ positive: inout SIMD4<Float>, _ negative: inout SIMD4<Float>, step: Float,
        decay: (user: Float, positive: Float, negative: Float)
    ) {
        let (u, i, j) = (user, positive, negative)
        user = u + (step * (i - j) - decay.user * u)
        positive = i + (step * u - decay.positive * i)
        negative = j - (step * u + decay.negative * j)
    }
}
