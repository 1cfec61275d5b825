import SegueCore

/// Settings as they were written, with the place of each, before their types are known.
indirect enum SettingsTree {
    /// One setting of a mapping: its name, where the name stands, its value.
    typealias Entry = (key: String, keyPlace: String, value: SettingsTree)

    case scalar(String, isQuoted: Bool, place: String)
    case list([SettingsTree], place: String)
    case map([Entry], place: String)

    /// Where it stands: `file:line:column`, or the `--set` option.
    var place: String {
        switch self {
        case .scalar(_, _, let place), .list(_, let place), .map(_, let place): place
        }
    }

    /// Whether it says "nothing": `null`, `~` or nothing at all.
    var isNull: Bool {
        guard case .scalar(let text, isQuoted: false, _) = self else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Values that nobody wrote, such as defaults, as they would have been written at a place.
    init(_ value: JSONValue, place: String) {
        switch value {
        case .null: self = .scalar("null", isQuoted: false, place: place)
        case .bool(let value): self = .scalar("\(value)", isQuoted: false, place: place)
        case .integer(let value): self = .scalar("\(value)", isQuoted: false, place: place)
        case .real(let value): self = .scalar("\(value)", isQuoted: false, place: place)
        case .string(let value): self = .scalar(value, isQuoted: true, place: place)
        case .array(let values): self = .list(values.map { SettingsTree($0, place: place) }, place: place)
        case .object(let values):
            let entries = values.sorted { $0.key < $1.key }
            self = .map(entries.map { ($0.key, place, SettingsTree($0.value, place: place)) }, place: place)
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
        case .scalar where isNull:
            self = .map([], place: new.place)
            try set(path, to: new)
        case .scalar:
            throw RecipeError(place: new.place, path: path.joined(separator: "."), problem: "there is no such setting")
        }
    }
}
