import SegueModels
import SegueTraining
import Torch

/// A model after training, with what training said.
public struct TrainedModel {
    /// Its recipe.
    public let recipe: ModelRecipe
    /// Its entry in the catalog.
    public let entry: any ModelDescription
    /// The model.
    public let model: AnyModel
    /// The seed it was trained with.
    public let seed: UInt64
    /// One record an epoch; none for fitted models.
    public let records: [EpochRecord]
    /// The epoch whose weights were kept; nil for fitted models and without validation.
    public let bestEpoch: Int?
    /// Seconds training took.
    public let seconds: Double
    /// Where it was trained.
    public let device: Device
}
