import Foundation
import SegueData
import SegueModels

/// What training leaves and everything else loads: a model with its settings, its vocabularies and its origin.
///
/// On disk it is a directory whose manifest knows each file's size and SHA-256.
public struct ModelBundle {
    /// The model's entry in the catalog of models.
    public let entry: any ModelDescription
    /// The model's settings.
    public let configuration: any ModelConfiguration
    /// The model, ready to score.
    public let model: any NextItemModel
    /// The users it knows.
    public let users: Vocabulary
    /// The items it scores.
    public let items: Vocabulary
    /// Titles and categories.
    public let catalog: ItemCatalog
    /// What its users have consumed.
    public let histories: UserHistories
    /// Where it comes from.
    public let provenance: Provenance
    /// How it was measured: JSON, with the protocol; nil when it was not.
    public let metrics: Data?
    /// The resolved recipe: JSON.
    public let recipe: Data?

    /// Collects the parts.
    public init(
        entry: any ModelDescription, configuration: any ModelConfiguration, model: any NextItemModel, users: Vocabulary,
        items: Vocabulary, catalog: ItemCatalog, histories: UserHistories, provenance: Provenance, metrics: Data?,
        recipe: Data?
    ) {
        self.entry = entry
        self.configuration = configuration
        self.model = model
        self.users = users
        self.items = items
        self.catalog = catalog
        self.histories = histories
        self.provenance = provenance
        self.metrics = metrics
        self.recipe = recipe
    }

    enum FileName {
        static let weights = "weights.safetensors"
        static let configuration = "configuration.json"
        static let users = "users.vocabulary"
        static let items = "items.vocabulary"
        static let catalog = "items.catalogue"
        static let histories = "histories.safetensors"
        static let provenance = "provenance.json"
        static let metrics = "metrics.json"
        static let recipe = "recipe.json"
    }
}
