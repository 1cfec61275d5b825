import Torch

/// What a sequence model makes of a batch.
public struct SequenceOutput {
    /// The representation after each token of the batch: `[tokens, hidden]`.
    public let representations: Tensor
    /// What carries over to the next piece of the same histories: `[rows, state]`.
    public let state: Tensor
    /// A penalty on parameters, to be added to the loss; none for most models.
    public let penalty: Tensor?

    /// Collects the parts.
    public init(representations: Tensor, state: Tensor, penalty: Tensor? = nil) {
        self.representations = representations
        self.state = state
        self.penalty = penalty
    }
}
