import Foundation
import SegueCore
import SegueData
import Torch

/// A kind of models. A new family is a constant in an extension beside its models.
public struct ModelFamily: Hashable, Sendable, Codable, RawRepresentable {
    /// Name in lists, such as `item-vectors`.
    public let rawValue: String
    /// A family of this name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Counting alone.
    public static let popularity = ModelFamily(rawValue: "popularity")
    /// Similarities of items or users.
    public static let neighborhood = ModelFamily(rawValue: "neighborhood")
    /// Products of vectors of users and items.
    public static let factorization = ModelFamily(rawValue: "factorization")
    /// Recurrent networks.
    public static let recurrent = ModelFamily(rawValue: "recurrent")
    /// Sums of other models.
    public static let blend = ModelFamily(rawValue: "blend")
    /// Vectors of items.
    public static let itemVectors = ModelFamily(rawValue: "item-vectors")
}

/// A model of either shape: one that ranks the catalog, or one that predicts one number per example.
public enum AnyModel: Sendable {
    /// Ranks the catalog.
    case nextItem(any NextItemModel)
    /// Predicts one number.
    case pointwise(any PointwiseModel)

    /// Whether it ranks the catalog.
    public var ranksByItself: Bool {
        if case .nextItem = self { return true }
        return false
    }

    /// The model.
    public var model: any Model {
        switch self {
        case .nextItem(let model): model
        case .pointwise(let model): model
        }
    }
}

/// What is said of a model in the catalog, whatever it makes.
public protocol ModelDescription: Sendable {
    /// Name in recipes and bundles.
    var name: String { get }
    /// Name in tables.
    var title: String { get }
    /// Kind of model.
    var family: ModelFamily { get }
    /// Where it was published; nil for common knowledge.
    var source: String? { get }
    /// Whether another seed gives another model.
    var isSeeded: Bool { get }
    /// Whether the shared trainer trains it; else it fits itself.
    var isTrained: Bool { get }
    /// Whether it predicts one number per example; else it ranks the catalog.
    var isPointwise: Bool { get }
    /// What it can be asked.
    var tasks: [ModelTask] { get }
    /// The default settings.
    var defaults: any ModelConfiguration { get }
    /// A sentence about each setting that has not the same meaning in all models, by its path.
    var texts: [String: String] { get }
    /// Reads settings that hold every field.
    func configuration(from decoder: any Decoder) throws -> any ModelConfiguration
    /// Reads settings from JSON that holds every field.
    func configuration(fromJSON data: Data) throws -> any ModelConfiguration
    /// Builds the model.
    /// - Throws: `ConfigurationError` naming a field, or `TorchError`.
    func makeModel(
        _ configuration: any ModelConfiguration, shape: DataShape, generator: Generator
    ) throws -> AnyModel
}

/// One model of the catalog: its names, its default settings, and how it is built. It stands at the end of the model's file.
public struct ModelEntry<Product>: ModelDescription {
    /// Name in recipes and bundles.
    public let name: String
    /// Name in tables.
    public let title: String
    /// Kind of model.
    public let family: ModelFamily
    /// Where it was published; nil for common knowledge.
    public let source: String?
    /// Whether another seed gives another model.
    public let isSeeded: Bool
    /// Whether the shared trainer trains it; else it fits itself.
    public let isTrained: Bool
    /// What it can be asked.
    public let tasks: [ModelTask]
    /// The default settings.
    public let defaults: any ModelConfiguration
    /// A sentence about each setting that has not the same meaning in all models, by its path.
    public let texts: [String: String]

    private let decodeConfiguration: @Sendable (any Decoder) throws -> any ModelConfiguration
    private let decodeConfigurationFromJSON: @Sendable (Data) throws -> any ModelConfiguration
    private let build: @Sendable (any ModelConfiguration, DataShape, Generator) throws -> Product

    /// Describes a model.
    /// - Parameters:
    ///   - name: Name in recipes and bundles.
    ///   - title: Name in tables.
    ///   - family: Kind of model.
    ///   - source: Where it was published.
    ///   - isSeeded: Whether another seed gives another model.
    ///   - isTrained: Whether the shared trainer trains it.
    ///   - tasks: What it can be asked; nil for the next item, or for ratings and clicks, as the product is.
    ///   - defaults: The default settings, where those of the type are another model's.
    ///   - texts: Sentences about settings.
    ///   - make: Builds the model with fresh weights.
    public init<Configuration: ModelConfiguration>(
        _ name: String, _ title: String, family: ModelFamily, source: String? = nil, isSeeded: Bool = true,
        isTrained: Bool = true, tasks: [ModelTask]? = nil, defaults: Configuration = Configuration(),
        texts: [String: String] = [:],
        make: @escaping @Sendable (Configuration, DataShape, Generator) throws -> Product
    ) {
        self.name = name
        self.title = title
        self.family = family
        self.source = source
        self.isSeeded = isSeeded
        self.isTrained = isTrained
        self.tasks = tasks ?? (Product.self == (any PointwiseModel).self ? [.rating, .click] : [.nextItem])
        self.texts = texts
        self.defaults = defaults
        decodeConfiguration = { try Configuration(from: $0) }
        decodeConfigurationFromJSON = { try JSONDecoder().decode(Configuration.self, from: $0) }
        build = { configuration, shape, generator in
            guard let configuration = configuration as? Configuration else {
                throw ConfigurationError(field: "model", problem: "these are not the settings of '\(name)'")
            }
            return try make(configuration, shape, generator)
        }
    }

    /// Whether it predicts one number per example.
    public var isPointwise: Bool { Product.self == (any PointwiseModel).self }

    /// Reads settings that hold every field.
    public func configuration(from decoder: any Decoder) throws -> any ModelConfiguration {
        try decodeConfiguration(decoder)
    }

    /// Reads settings from JSON that holds every field.
    public func configuration(fromJSON data: Data) throws -> any ModelConfiguration {
        try decodeConfigurationFromJSON(data)
    }

    /// Builds the model.
    public func make(
        _ configuration: any ModelConfiguration, shape: DataShape, generator: Generator
    ) throws -> Product {
        let product = try withTorchErrors { try build(configuration, shape, generator) }
        return product
    }

    /// Builds the model, whatever it is.
    public func makeModel(
        _ configuration: any ModelConfiguration, shape: DataShape, generator: Generator
    ) throws -> AnyModel {
        switch try make(configuration, shape: shape, generator: generator) {
        case let model as any NextItemModel: return .nextItem(model)
        case let model as any PointwiseModel: return .pointwise(model)
        default: throw ConfigurationError(field: "model", problem: "'\(name)' is a model of no task")
        }
    }
}
