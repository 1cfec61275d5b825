import Foundation
import SegueData
import SegueModels

/// What training leaves and everything else loads: a model with its settings, its vocabularies and its origin.
///
/// On disk it is a directory whose manifest knows each file's size and SHA-256.
public struct ModelBundle: Sendable {
    /// The model's entry in the catalog of models.
    public let entry: any ModelDescription
    /// The model's settings.
    public let configuration: any ModelConfiguration
    /// What the model was built for.
    public let shape: DataShape
    /// The model, ready to score.
    public let model: AnyModel
    /// The users it knows.
    public let users: Vocabulary
    /// The items it scores.
    public let items: Vocabulary
    /// Titles and categories.
    public let catalog: ItemCatalog
    /// What its users have consumed.
    public let histories: UserHistories
    /// The fields of users, items and events; nil for models of the next item.
    public let features: FeatureTable?
    /// Where it comes from.
    public let provenance: Provenance
    /// How it was measured: JSON, with the protocol; nil when it was not.
    public let metrics: Data?
    /// The resolved recipe: JSON.
    public let recipe: Data?

    /// Collects the parts.
    public init(
        entry: any ModelDescription, configuration: any ModelConfiguration, shape: DataShape, model: AnyModel,
        users: Vocabulary, items: Vocabulary, catalog: ItemCatalog, histories: UserHistories,
        features: FeatureTable? = nil, provenance: Provenance, metrics: Data?, recipe: Data?
    ) {
        self.entry = entry
        self.configuration = configuration
        self.shape = shape
        self.model = model
        self.users = users
        self.items = items
        self.catalog = catalog
        self.histories = histories
        self.features = features
        self.provenance = provenance
        self.metrics = metrics
        self.recipe = recipe
    }

    /// The model as one that ranks the catalog; one that predicts a number ranks by it.
    public var rankingModel: any NextItemModel {
        switch model {
        case .nextItem(let model): model
        case .pointwise(let model):
            PointwiseRanking(
                model, itemCount: items.count, features: features, isTrained: { histories.isTrained($0) })
        }
    }

    enum FileName {
        static let weights = "weights.safetensors"
        static let configuration = "configuration.json"
        static let users = "users.vocabulary"
        static let items = "items.vocabulary"
        static let catalog = "items.catalog"
        /// What format 1 called it.
        static let oldCatalog = "items.catalogue"
        static let shape = "shape.json"
        static let features = "features.safetensors"
        static let featureNames = "features.json"
        static let histories = "histories.safetensors"
        static let provenance = "provenance.json"
        static let metrics = "metrics.json"
        static let recipe = "recipe.json"
    }
}
