import Foundation
import SegueCore
import SegueTraining

/// Lays written settings over a type's defaults: what is not written keeps its default, what the type does not know is
/// an error that suggests the nearest name.
enum SettingsOverlay {
    /// Decodes settings over the defaults.
    /// - Parameters:
    ///   - tree: What was written.
    ///   - defaults: A value of the wanted type; structures in it are merged, everything else is replaced whole.
    ///   - path: Path of the settings in the recipe, for messages.
    ///   - decode: Reads the type.
    /// - Throws: ``RecipeError``.
    static func apply<Settings>(
        _ tree: SettingsTree, over defaults: any Encodable, path: String, decode: (any Decoder) throws -> Settings
    ) throws -> Settings {
        try SettingsDecoder(tree: try merge(tree, over: defaults, path: path), path: path).decode(decode)
    }

    /// Decodes settings over the defaults of a type, and checks them.
    /// - Throws: ``RecipeError``.
    static func apply<Settings: Codable>(
        _ tree: SettingsTree, over defaults: Settings, path: String, validate: (Settings) throws -> Void = { _ in }
    ) throws -> Settings {
        try apply(tree, over: defaults, path: path) { decoder in
            let settings = try Settings(from: decoder)
            try validate(settings)
            return settings
        }
    }

    private static func merge(_ tree: SettingsTree, over defaults: any Encodable, path: String) throws -> SettingsTree {
        guard case .map(let entries, let location) = tree else {
            // `training:` with nothing behind it says nothing.
            if tree.isNull { return try merge(.map([], location: tree.location), over: defaults, path: path) }
            throw tree.mismatch(path: path, expected: "settings by name (`key: value`)")
        }
        let encoded = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(defaults))
        guard case .map(var result, _) = SettingsTree(encoded, location: location) else { return tree }
        let known = Dictionary(
            Mirror(reflecting: defaults).children.compactMap { child in child.label.map { ($0, child.value) } },
            uniquingKeysWith: { first, _ in first })
        for entry in entries {
            guard let current = known[entry.key] else {
                throw RecipeError(unknown: entry, known: known.keys.sorted(), path: path)
            }
            var entry = entry
            if case .map = entry.value, let nested = structure(current) {
                entry.value = try merge(entry.value, over: nested, path: RecipeError.join(path, entry.key))
            }
            if let index = result.firstIndex(where: { $0.key == entry.key }) {
                result[index] = entry
            } else {
                result.append(entry)
            }
        }
        return .map(result, location: location)
    }

    /// What settings of a value are laid over: itself where it is a structure, and what one begins with where it may be
    /// left out.
    private static func structure(_ value: Any) -> (any Encodable)? {
        if let optional = value as? any OptionalGroup { return optional.orDefaults }
        return Mirror(reflecting: value).displayStyle == .struct ? value as? any Encodable : nil
    }
}

/// Settings that a type may be without, as a whole; those that are not written have their defaults.
protocol OptionalSettings: Encodable {
    init()
}

private protocol OptionalGroup {
    var orDefaults: any Encodable { get }
}

extension Optional: OptionalGroup where Wrapped: OptionalSettings {
    fileprivate var orDefaults: any Encodable { self ?? Wrapped() }
}

extension OptimizerConfiguration: OptionalSettings {}
