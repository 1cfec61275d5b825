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
    ///
    /// On the CPU the generator gives one seed, and the mask is a function of it and of an element's position, whatever the
    /// number of threads; elsewhere the generator draws the mask.
    public func callAsFunction(_ input: Tensor, mode: Mode) -> Tensor {
        guard case .training(let generator) = mode, rate > 0 else { return input }
        guard input.device == .cpu else {
            let mask = Tensor.bernoulli(input.shape, probability: 1 - rate, generator: generator, device: input.device)
            mask.multiply(by: 1 / (1 - rate))
            return input * mask
        }
        func drop(_ tensor: Tensor) -> Tensor {
            Self.dropoutOperator(.tensor(tensor), .real(rate), .generator(generator))
        }
        guard TorchRuntime.usesReferenceKernels else { return drop(input) }
        return input * drop(Tensor.ones(input.shape, dtype: input.dtype))
    }

    private static let dropoutOperator = Operator("segue::dropout")
}
