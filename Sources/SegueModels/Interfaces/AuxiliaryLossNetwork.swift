import Torch

/// A pointwise network that is trained by more than its predictions.
public protocol AuxiliaryLossNetwork: PointwiseNetwork {
    /// One number per example in training, `[examples]`, and what is to be added to the loss; nil for nothing.
    /// - Parameters:
    ///   - batch: The examples.
    ///   - generator: Drops units and draws what the auxiliary loss needs.
    func outputAndLoss(_ batch: ExampleBatch, generator: Generator) throws -> (output: Tensor, loss: Tensor?)
}
