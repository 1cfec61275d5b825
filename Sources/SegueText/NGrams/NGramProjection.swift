import Torch
import TorchNN

/// A learned vector for each bucket of hashed character n-grams; a text is their weighted sum. What a model learns
/// about titles where no language model is at hand.
public final class NGramProjection: Module {
    /// `[buckets, size]`.
    public let weight: Parameter

    /// Draws the vectors.
    /// - Parameters:
    ///   - bucketCount: As ``CharacterNGrams/bucketCount`` of the batches.
    ///   - size: Length of a text's vector.
    ///   - initializer: How vectors start.
    ///   - generator: Draws them.
    public init(bucketCount: Int, size: Int, initializer: Initializer, generator: Generator) {
        weight = Parameter(initializer([bucketCount, size], generator: generator), isTable: true)
    }

    /// `[texts, size]`; zeros for a text without n-grams.
    public func callAsFunction(_ batch: NGramBatch) -> Tensor {
        let device = weight.value.device
        return weight.value.embeddingSums(
            Tensor(batch.buckets, device: device), weights: Tensor(batch.weights, device: device),
            starts: Tensor(batch.starts, device: device), hasSparseGradient: weight.hasSparseGradient)
    }
}
