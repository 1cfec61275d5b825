import Yams

/// Settings as they were written, with the place of each, before their types are known.
indirect enum SettingsTree {
    case scalar(String, isQuoted: Bool, place: String)
    case list([SettingsTree], place: String)
    case map([(key: String, keyPlace: String, value: SettingsTree)], place: String)

    /// Where it stands.
    var place: String {
        switch self {
        case .scalar(_, _, let place), .list(_, let place), .map(_, let place): place
        }
    }

    /// Reads YAML, of which JSON is a part.
    /// - Throws: ``RecipeError`` with line and column.
    init(yaml text: String, file: String) throws {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                self = .map([], place: "\(file):1:1")
                return
            }
            self = try SettingsTree(node, file: file)
        } catch let error as YamlError {
            throw RecipeError(place: file, path: "", problem: "this is not YAML: \(error)")
        }
    }

    private init(_ node: Node, file: String) throws {
        func place(_ node: Node) -> String { node.mark.map { "\(file):\($0.line):\($0.column)" } ?? file }
        switch node {
        case .scalar(let scalar):
            self = .scalar(scalar.string, isQuoted: scalar.style != .plain && scalar.style != .any, place: place(node))
        case .sequence(let sequence):
            self = .list(try sequence.map { try SettingsTree($0, file: file) }, place: place(node))
        case .mapping(let mapping):
            var entries: [(key: String, keyPlace: String, value: SettingsTree)] = []
            for (key, value) in mapping {
                guard let name = key.string else {
                    throw RecipeError(place: place(key), path: "", problem: "a key must be a word")
                }
                entries.append((name, place(key), try SettingsTree(value, file: file)))
            }
            self = .map(entries, place: place(node))
        case .alias:
            throw RecipeError(place: place(node), path: "", problem: "aliases are not supported")
        }
    }

    /// The value, numbers and truth values recognised where they are not quoted.
    var value: JSONValue {
        switch self {
        case .scalar(let text, let isQuoted, _): isQuoted ? .string(text) : Self.plain(text)
        case .list(let elements, _): .array(elements.map(\.value))
        case .map(let entries, _): .object(Dictionary(entries.map { ($0.key, $0.value.value) }) { first, _ in first })
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "null", "~", "": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            if let integer = Int(text) { return .integer(integer) }
            if let real = Double(text), real.isFinite { return .real(real) }
            return .string(text)
        }
    }

    /// Puts a value at a path such as `training.epochs` or `models.0.hiddenSize`, in place of what is there.
    mutating func set(_ path: [String], to new: SettingsTree) throws {
        guard let head = path.first else {
            self = new
            return
        }
        let rest = Array(path.dropFirst())
        switch self {
        case .map(var entries, let place):
            if let index = entries.firstIndex(where: { $0.key == head }) {
                try entries[index].value.set(rest, to: new)
            } else {
                var child = SettingsTree.map([], place: new.place)
                try child.set(rest, to: new)
                entries.append((head, new.place, child))
            }
            self = .map(entries, place: place)
        case .list(var elements, let place):
            guard let index = Int(head), elements.indices.contains(index) else {
                throw RecipeError(
                    place: new.place, path: head, problem: "expected a number from 0 to \(elements.count - 1)")
            }
            try elements[index].set(rest, to: new)
            self = .list(elements, place: place)
        case .scalar:
            throw RecipeError(place: new.place, path: path.joined(separator: "."), problem: "there is no such setting")
        }
    }
}
