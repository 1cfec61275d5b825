import Torch

/// What a sequence model makes of a batch.
public struct SequenceOutput {
    /// The representation of each prediction of the batch, in their order: `[predictions, hidden]`.
    public let representations: Tensor
    /// In training, what is to be predicted where that is not the items that follow, as score columns: `[predictions]`, of
    /// a model that chooses itself what it hides and says.
    public let targets: Tensor?
    /// A penalty on parameters, to be added to the loss; none for most models.
    public let penalty: Tensor?

    /// Collects the parts.
    public init(representations: Tensor, targets: Tensor? = nil, penalty: Tensor? = nil) {
        self.representations = representations
        self.targets = targets
        self.penalty = penalty
    }
}
