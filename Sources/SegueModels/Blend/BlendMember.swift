import Foundation
import SegueCore
import SegueData
import Torch

/// A model that a blend is made of.
public struct BlendMember: Codable, Sendable, Equatable {
    /// Title of a model of the same recipe.
    public var model: String
    /// What is made of its scores before they are weighed.
    public var scale: BlendScale
    /// Name in the catalog and settings; nil until the model is learned.
    public var learned: Learned?

    /// Which model it is, and with which settings.
    public struct Learned: Codable, Sendable, Equatable {
        /// Name in the catalog.
        public var name: String
        /// All settings.
        public var settings: JSONValue
        /// Collects the parts.
        public init(name: String, settings: JSONValue) {
            self.name = name
            self.settings = settings
        }
    }

    /// A member by its title.
    public init(model: String, scale: BlendScale = .standardized, learned: Learned? = nil) {
        self.model = model
        self.scale = scale
        self.learned = learned
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case model, scale, learned
    }

    /// Reads a title, or a title and a scale.
    public init(from decoder: any Decoder) throws {
        if let title = try? decoder.singleValueContainer().decode(String.self) {
            self.init(model: title)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            model: try container.decode(String.self, forKey: .model),
            scale: try container.decodeIfPresent(BlendScale.self, forKey: .scale) ?? .standardized,
            learned: try container.decodeIfPresent(Learned.self, forKey: .learned))
    }

    /// Makes the model with fresh weights.
    /// - Throws: `ConfigurationError` for a member that nobody has learned.
    func make(shape: DataShape, generator: Generator) throws -> AnyModel {
        guard let learned else {
            throw ConfigurationError(
                field: "members", problem: "'\(model)' is not learned: a blend is trained together with its members")
        }
        let entry = try ModelCatalog.entry(named: learned.name)
        let configuration = try entry.configuration(fromJSON: JSONEncoder().encode(learned.settings))
        try configuration.validate()
        return try entry.makeModel(configuration, shape: shape, generator: generator)
    }
}

/// What is made of a row of scores, of one history, before blends weigh it: rows of different models have different units.
public enum BlendScale: String, Codable, Sendable, CaseIterable {
    /// Divided by the standard deviation of the row.
    case standardized
    /// Logarithms of the probabilities whose logits they are: s − ln Σ exp s.
    case logProbability
    /// Logarithms of counts: ln(max(s, 0) + m ∕ 1000), m the row's greatest; 0 for a row without a positive score.
    case logarithm
    /// As they are.
    case none
}
