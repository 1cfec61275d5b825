import Foundation
import SegueCore

extension SettingsTree {
    /// A mapping without the setting of a name.
    func removing(_ key: String) -> SettingsTree {
        guard case .map(let entries, let location) = self else { return self }
        return .map(entries.filter { $0.key != key }, location: location)
    }

    /// The settings as YAML: mappings one setting a line, lists of plain values and mappings in them on one line.
    func yaml() -> String {
        lines(indent: "").map { $0 + "\n" }.joined()
    }

    private func lines(indent: String) -> [String] {
        guard case .map(let entries, _) = self, !entries.isEmpty else { return [indent + inline] }
        return entries.flatMap { entry -> [String] in
            let key = "\(indent)\(Self.key(entry.key)):"
            switch entry.value {
            case .map(let entries, _) where !entries.isEmpty: return [key] + entry.value.lines(indent: indent + "  ")
            case .list(let elements, _) where elements.contains(where: \.isMap):
                return [key] + elements.flatMap { Self.listed($0, indent: indent + "  ") }
            default: return ["\(key) \(entry.value.inline)"]
            }
        }
    }

    private var isMap: Bool {
        if case .map = self { true } else { false }
    }

    /// An element of a list: the first line after a dash, the others below it.
    private static func listed(_ element: SettingsTree, indent: String) -> [String] {
        element.lines(indent: "").enumerated().map { "\(indent)\($0 == 0 ? "- " : "  ")\($1)" }
    }

    private var inline: String {
        switch self {
        case .scalar where isNull: "null"
        case .scalar(let text, isQuoted: true, _): Self.quoted(text)
        // Between brackets these would mean something else than where they were written.
        case .scalar(let text, isQuoted: false, _): text.contains { ",[]{}#".contains($0) } ? Self.quoted(text) : text
        case .list(let elements, _): "[\(elements.map(\.inline).joined(separator: ", "))]"
        case .map(let entries, _):
            "{\(entries.map { "\(Self.key($0.key)): \($0.value.inline)" }.joined(separator: ", "))}"
        }
    }

    private static func key(_ name: String) -> String {
        let isPlain =
            name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.@".contains($0) }
        return isPlain ? name : quoted(name)
    }

    /// JSON's strings are YAML's, too.
    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).flatMap { String(validating: $0, as: UTF8.self) } ?? "\"\""
    }
}
