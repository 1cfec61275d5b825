import Foundation
import SegueCore
import SegueModels

/// Lays written settings over a type's defaults: what is not written keeps its default, what the type does not know is
/// an error that suggests the nearest name.
enum SettingsOverlay {
    /// Decodes settings over the defaults.
    /// - Parameters:
    ///   - defaults: A value of the wanted type; structures in it are merged, everything else is replaced whole.
    ///   - tree: What was written.
    ///   - path: Path of the settings in the recipe, for messages.
    ///   - decode: Reads the type from complete JSON.
    /// - Throws: ``RecipeError``.
    static func apply<Settings>(
        _ tree: SettingsTree, over defaults: any Encodable, path: String, decode: (Data) throws -> Settings
    ) throws -> Settings {
        let merged = try merge(tree, over: defaults, path: path)
        do {
            return try decode(JSONEncoder().encode(merged))
        } catch let error as DecodingError {
            throw describe(error, tree: tree, path: path)
        } catch let error as ConfigurationError {
            throw RecipeError(place: tree.place, path: join(path, error.field), problem: error.problem)
        } catch let error as RecipeError {
            throw error
        } catch {
            throw RecipeError(place: tree.place, path: path, problem: "\(error)")
        }
    }

    private static func merge(_ tree: SettingsTree, over defaults: any Encodable, path: String) throws -> JSONValue {
        guard case .map(let entries, _) = tree else {
            throw RecipeError(place: tree.place, path: path, problem: "expected settings by name (`key: value`)")
        }
        let encoded = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(defaults))
        guard case .object(var result) = encoded else { return tree.value }
        var known: [String: Any] = [:]
        for child in Mirror(reflecting: defaults).children {
            if let label = child.label { known[label] = child.value }
        }
        for entry in entries {
            guard let current = known[entry.key] else {
                let hint = NearestName.find(entry.key, among: known.keys).map { "; did you mean '\($0)'?" } ?? ""
                let names = known.keys.sorted().joined(separator: ", ")
                throw RecipeError(
                    place: entry.keyPlace, path: join(path, entry.key),
                    problem: "there is no such setting\(hint) (known here: \(names))")
            }
            if case .map = entry.value, let nested = current as? any Encodable,
                Mirror(reflecting: current).displayStyle == .struct
            {
                result[entry.key] = try merge(entry.value, over: nested, path: join(path, entry.key))
            } else {
                result[entry.key] = entry.value.value
            }
        }
        return .object(result)
    }

    private static func describe(_ error: DecodingError, tree: SettingsTree, path: String) -> RecipeError {
        let (codingPath, problem): ([any CodingKey], String) =
            switch error {
            case .typeMismatch(let type, let context): (context.codingPath, "expected \(plainName(of: type))")
            case .valueNotFound(let type, let context): (context.codingPath, "expected \(plainName(of: type))")
            case .keyNotFound(let key, let context): (context.codingPath, "'\(key.stringValue)' is missing")
            case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
            @unknown default: ([], "\(error)")
            }
        let names = codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        return RecipeError(
            place: place(of: names, in: tree), path: join(path, names.joined(separator: ".")), problem: problem)
    }

    private static func place(of names: [String], in tree: SettingsTree) -> String {
        var current = tree
        for name in names {
            if case .map(let entries, _) = current, let entry = entries.first(where: { $0.key == name }) {
                current = entry.value
            } else if case .list(let elements, _) = current, let index = Int(name), elements.indices.contains(index) {
                current = elements[index]
            }
        }
        return current.place
    }

    private static func plainName(of type: Any.Type) -> String {
        switch "\(type)" {
        case "Int", "UInt64", "Int32", "Int64": "a whole number"
        case "Double", "Float": "a number"
        case "Bool": "true or false"
        case "String": "a text"
        default: "a \(type)"
        }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
    }
}
