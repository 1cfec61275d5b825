import Torch

/// What a sequence model makes of a batch.
public struct SequenceOutput {
    /// The representation of each prediction of the batch, in their order: `[predictions, hidden]`.
    public let representations: Tensor
    /// A penalty on parameters, to be added to the loss; none for most models.
    public let penalty: Tensor?

    /// Collects the parts.
    public init(representations: Tensor, penalty: Tensor? = nil) {
        self.representations = representations
        self.penalty = penalty
    }
}
