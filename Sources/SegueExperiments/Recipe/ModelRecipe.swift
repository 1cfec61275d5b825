import Foundation
import SegueModels
import SegueTraining

/// One model of a recipe: which, with what settings, trained how.
public struct ModelRecipe: Sendable {
    /// Name in the catalog.
    public let name: String
    /// Name in tables.
    public let title: String
    /// The model's settings.
    public let configuration: any ModelConfiguration
    /// How it is trained; of no effect for models that are fitted by counting.
    public let training: LearningSettings

    /// Collects the parts.
    public init(name: String, title: String, configuration: any ModelConfiguration, training: LearningSettings) {
        self.name = name
        self.title = title
        self.configuration = configuration
        self.training = training
    }
}

extension ModelRecipe: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name, title, settings, training
    }

    /// Writes the resolved settings.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(title, forKey: .title)
        try container.encode(configuration, forKey: .settings)
        try container.encode(training, forKey: .training)
    }
}
