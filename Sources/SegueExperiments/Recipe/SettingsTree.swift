import SegueCore

/// Settings as they were written, with the location of each, before their types are known.
indirect enum SettingsTree {
    /// One setting of a mapping: its name, where the name stands, its value.
    typealias Entry = (key: String, keyLocation: String, value: SettingsTree)

    case scalar(String, isQuoted: Bool, location: String)
    case list([SettingsTree], location: String)
    case map([Entry], location: String)

    /// Where it stands: `file:line:column`, or the `--set` option.
    var location: String {
        switch self {
        case .scalar(_, _, let location), .list(_, let location), .map(_, let location): location
        }
    }

    /// Whether it says "nothing": `null`, `~` or nothing at all.
    var isNull: Bool {
        guard case .scalar(let text, isQuoted: false, _) = self else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Values that nobody wrote, such as defaults, as they would have been written at a location.
    init(_ value: JSONValue, location: String) {
        switch value {
        case .null: self = .scalar("null", isQuoted: false, location: location)
        case .bool(let value): self = .scalar("\(value)", isQuoted: false, location: location)
        case .integer(let value): self = .scalar("\(value)", isQuoted: false, location: location)
        case .real(let value): self = .scalar("\(value)", isQuoted: false, location: location)
        case .string(let value): self = .scalar(value, isQuoted: true, location: location)
        case .array(let values): self = .list(values.map { SettingsTree($0, location: location) }, location: location)
        case .object(let values):
            let entries = values.sorted { $0.key < $1.key }
            self = .map(
                entries.map { ($0.key, location, SettingsTree($0.value, location: location)) }, location: location)
        }
    }

    /// The setting of a name in a mapping.
    subscript(key: String) -> SettingsTree? {
        guard case .map(let entries, _) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// Puts a value at a path such as `training.epochs` or `models.0.title`, in place of what is there.
    mutating func set(_ path: [String], to new: SettingsTree) throws {
        guard let head = path.first else {
            self = new
            return
        }
        let rest = Array(path.dropFirst())
        switch self {
        case .map(var entries, let location):
            if let index = entries.firstIndex(where: { $0.key == head }) {
                try entries[index].value.set(rest, to: new)
            } else {
                var child = SettingsTree.map([], location: new.location)
                try child.set(rest, to: new)
                entries.append((head, new.location, child))
            }
            self = .map(entries, location: location)
        case .list(var elements, let location):
            guard let index = Int(head), elements.indices.contains(index) else {
                throw RecipeError(
                    location: new.location, path: head, problem: "expected a number from 0 to \(elements.count - 1)")
            }
            try elements[index].set(rest, to: new)
            self = .list(elements, location: location)
        case .scalar where isNull:
            self = .map([], location: new.location)
            try set(path, to: new)
        case .scalar:
            throw RecipeError(
                location: new.location, path: path.joined(separator: "."), problem: "there is no such setting")
        }
    }
}
