import Foundation
import SegueCore
import Torch

/// One model of the catalog: its names, its default settings, and how it is built.
public struct ModelEntry: Sendable {
    /// What kind of model it is.
    public enum Family: String, Codable, Sendable, CaseIterable {
        case popularity
        case neighborhood
        case factorization
        case recurrent
        case itemVectors = "item-vectors"
    }

    /// Name in recipes and bundles.
    public let name: String
    /// Name in tables.
    public let title: String
    /// Kind of model.
    public let family: Family
    /// Where it was published; nil for common knowledge.
    public let source: String?
    /// The default settings.
    public let defaults: any ModelConfiguration

    private let decodeConfiguration: @Sendable (any Decoder) throws -> any ModelConfiguration
    private let decodeConfigurationFromJSON: @Sendable (Data) throws -> any ModelConfiguration
    private let build: @Sendable (any ModelConfiguration, ModelSizes, Generator) throws -> any NextItemModel

    /// Registers a model.
    /// - Parameters:
    ///   - name: Name in recipes and bundles.
    ///   - title: Name in tables.
    ///   - family: Kind of model.
    ///   - source: Where it was published.
    ///   - make: Builds the model with fresh weights.
    public init<Configuration: ModelConfiguration>(
        _ name: String, _ title: String, family: Family, source: String? = nil,
        make: @escaping @Sendable (Configuration, ModelSizes, Generator) throws -> any NextItemModel
    ) {
        self.name = name
        self.title = title
        self.family = family
        self.source = source
        defaults = Configuration()
        decodeConfiguration = { try Configuration(from: $0) }
        decodeConfigurationFromJSON = { try JSONDecoder().decode(Configuration.self, from: $0) }
        build = { configuration, sizes, generator in
            guard let configuration = configuration as? Configuration else {
                throw ConfigurationError(field: "model", problem: "these are not the settings of '\(name)'")
            }
            return try make(configuration, sizes, generator)
        }
    }

    /// Reads settings that hold every field.
    public func configuration(from decoder: any Decoder) throws -> any ModelConfiguration {
        try decodeConfiguration(decoder)
    }

    /// Reads settings from JSON that holds every field.
    public func configuration(fromJSON data: Data) throws -> any ModelConfiguration {
        try decodeConfigurationFromJSON(data)
    }

    /// Builds the model.
    /// - Throws: `ConfigurationError` naming a field, or `TorchError`.
    public func makeModel(
        _ configuration: any ModelConfiguration, sizes: ModelSizes, generator: Generator
    ) throws -> any NextItemModel {
        let model = try withTorchErrors { try build(configuration, sizes, generator) }
        return model
    }
}

/// The sizes that a model is built for.
public struct ModelSizes: Codable, Sendable, Equatable {
    /// Items of the catalog, padding not counted.
    public var itemCount: Int
    /// Users known, the unknown one not counted.
    public var userCount: Int
    /// Class labels that items can have: the catalog's categories.
    public var labelCount: Int

    /// Creates sizes.
    public init(itemCount: Int, userCount: Int, labelCount: Int = 0) {
        self.itemCount = itemCount
        self.userCount = userCount
        self.labelCount = labelCount
    }
}
