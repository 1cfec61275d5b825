import Foundation
import SafeTensors
import SegueCore
import SegueData
import SegueFiles
import SegueModels
import Torch
import TorchNN

extension ModelBundle {
    /// Writes the bundle, whole or not at all, in place of one that stands there.
    /// - Parameters:
    ///   - url: The directory.
    ///   - created: When it was made.
    /// - Throws: `BundleError`.
    public func write(to url: URL, created: Date = Date()) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let weights = try model.model.state()
        let histories = histories.tensors
        var contents: [String: BundleContent] = [
            FileName.weights: .file { try SafeTensorsWriter.write(weights, to: $0) },
            FileName.histories: .file { try SafeTensorsWriter.write(histories, to: $0) },
            FileName.configuration: .data(try encoder.encode(configuration)),
            FileName.shape: .data(try encoder.encode(shape)),
            FileName.users: .data(users.encoded()),
            FileName.items: .data(items.encoded()),
            FileName.catalog: .data(catalog.encoded()),
            FileName.provenance: .data(try encoder.encode(provenance)),
        ]
        if let features {
            contents[FileName.features] = .file { try SafeTensorsWriter.write(features.tensors, to: $0) }
            contents[FileName.featureNames] = .data(try encoder.encode(features.names))
        }
        if let metrics { contents[FileName.metrics] = .data(metrics) }
        if let recipe { contents[FileName.recipe] = .data(recipe) }
        let writer = BundleWriter(model: entry.name, segueVersion: SegueVersion.current, created: created)
        _ = try writer.write(contents, to: url)
    }

    /// Opens, verifies and loads a bundle.
    /// - Parameters:
    ///   - url: The directory.
    ///   - device: Where the model's parameters are to live.
    /// - Throws: `BundleError` for files that are not what the manifest says, ``ModelBundleError`` for files that do not
    ///   fit each other.
    public init(contentsOf url: URL, device: Device = .cpu) throws {
        let reader = try BundleReader(opening: url)
        func path(_ name: String) -> String { reader.directory.appendingPathComponent(name).path }
        func contents(_ name: String) throws -> Data {
            let data = try reader.contents(of: name)
            return reader.manifest.formatVersion == 1 && name.hasSuffix(".json") ? FormatOne.translated(data) : data
        }
        func read<Value>(_ name: String, _ decode: (Data) throws -> Value) throws -> Value {
            let data = try contents(name)
            do {
                return try decode(data)
            } catch let error as ModelBundleError {
                throw error
            } catch {
                let reason = (error as? DecodingError)?.plainText ?? "\(error)"
                throw ModelBundleError(file: path(name), problem: reason)
            }
        }
        let entry: any ModelDescription
        do {
            entry = try ModelCatalog.entry(named: reader.manifest.model)
        } catch let error as ConfigurationError {
            throw ModelBundleError(file: path(BundleManifest.fileName), problem: error.problem)
        }
        let configuration = try read(FileName.configuration, entry.configuration(fromJSON:))
        let users = try read(FileName.users, Vocabulary.init(encoded:))
        let items = try read(FileName.items, Vocabulary.init(encoded:))
        func tensors(_ name: String) throws -> [String: HostTensor] {
            try Self.tensors(mapping: reader.url(of: name), name: name)
        }
        let catalogName = reader.contains(FileName.oldCatalog) ? FileName.oldCatalog : FileName.catalog
        let catalog = try read(catalogName, ItemCatalog.init(encoded:))
        // Format 1 has no shape: it knew three sizes, which its other files tell.
        let shape =
            reader.contains(FileName.shape)
            ? try read(FileName.shape) { data in
                let shape = try JSONDecoder().decode(DataShape.self, from: data)
                try shape.validate()
                return shape
            }
            : DataShape(itemCount: items.count, userCount: users.count, categoryCount: catalog.categoryNames.count)
        guard shape.itemCount == items.count, shape.userCount == users.count,
            shape.categoryCount == catalog.categoryNames.count
        else {
            throw ModelBundleError(
                file: path(FileName.shape),
                problem: "it counts other users, items or categories than the vocabularies and the catalog")
        }
        let histories = try UserHistories(
            tensors(FileName.histories), file: FileName.histories, userCount: users.count, itemCount: items.count,
            behaviorNames: shape.behaviors)
        let features = try shape.features.map { schema in
            try read(FileName.featureNames) { data in
                try FeatureTable(
                    schema: schema, tensors: tensors(FileName.features), names: data, userCount: users.count,
                    itemCount: items.count)
            }
        }
        let model: AnyModel
        do {
            model = try entry.makeModel(configuration, shape: shape, generator: Generator(seed: 0))
        } catch let error as ConfigurationError {
            throw ModelBundleError(file: path(FileName.configuration), problem: "\(error.field) \(error.problem)")
        }
        do {
            try model.model.load(state: Self.finite(tensors(FileName.weights), file: path(FileName.weights)))
        } catch let error as ModelBundleError {
            throw error
        } catch {
            throw ModelBundleError(file: path(FileName.weights), problem: "\(error)")
        }
        if case .nextItem(let model) = model, model.itemCount != items.count {
            throw ModelBundleError(
                file: path(FileName.weights),
                problem: "the model scores \(model.itemCount) items, items.vocabulary holds \(items.count)")
        }
        for part in (model.model as? any Blend)?.members ?? [model.model] { (part as? any Module)?.move(to: device) }
        self.init(
            entry: entry, configuration: configuration, shape: shape, model: model, users: users, items: items,
            catalog: catalog, histories: histories, features: features,
            provenance: try read(FileName.provenance) { try JSONDecoder().decode(Provenance.self, from: $0) },
            metrics: reader.contains(FileName.metrics) ? try contents(FileName.metrics) : nil,
            recipe: reader.contains(FileName.recipe) ? try contents(FileName.recipe) : nil)
    }

    /// The tensors, if all their numbers are finite: others would leave recommendations empty without a word.
    private static func finite(_ tensors: [String: HostTensor], file: String) throws -> [String: HostTensor] {
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            guard let place = tensor.firstNonFinite else { continue }
            throw ModelBundleError(
                file: file,
                problem: "element \(place) of the tensor '\(name)' is not a finite number, so the model cannot score; "
                    + "train it again, with a lower learning rate if it diverged")
        }
        return tensors
    }

    private static func tensors(mapping url: URL, name: String) throws -> [String: HostTensor] {
        do {
            let file = try SafeTensorsFile(contentsOf: url)
            var tensors: [String: HostTensor] = [:]
            for name in file.names { tensors[name] = try file.tensor(named: name) }
            return tensors
        } catch {
            throw ModelBundleError(file: url.path, problem: "\(error)")
        }
    }
}
