import Torch

/// Zeroes units at random while training and scales the others by `1 / (1 − rate)`; does nothing at inference.
///
/// The rate is the probability of *dropping* a unit: a paper's keep probability of 0.8 is a rate of 0.2.
public struct Dropout: Sendable {
    /// Probability that a unit is dropped, in `[0, 1)`.
    public let rate: Double

    /// Creates a dropout layer.
    public init(rate: Double) { self.rate = rate }

    /// Applies it to a tensor of any shape, with an independent draw for each element.
    public func callAsFunction(_ input: Tensor, mode: Mode) -> Tensor {
        guard case .training(let generator) = mode, rate > 0 else { return input }
        let keep = 1 - rate
        let mask = Tensor.bernoulli(input.shape, probability: keep, generator: generator, device: input.device)
        mask.multiply(by: 1 / keep)
        return input * mask
    }
}
