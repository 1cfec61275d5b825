import Yams

extension SettingsTree {
    /// Reads YAML, of which JSON is a part.
    /// - Parameters:
    ///   - text: The text.
    ///   - file: Its name; locations are lines and columns of it.
    /// - Throws: ``RecipeError`` with line and column.
    init(yaml text: String, file: String) throws {
        try self.init(yaml: text, name: file) { "\(file):\($0):\($1)" }
    }

    /// Reads the value of an option, which is the location of everything in it.
    /// - Throws: ``RecipeError``.
    init(yaml text: String, option: String) throws {
        try self.init(yaml: text, name: option) { _, _ in option }
    }

    private init(yaml text: String, name: String, location: (_ line: Int, _ column: Int) -> String) throws {
        do {
            // The parser holds the anchors, so it must live until the tree is made.
            let parser = try Parser(yaml: text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
            let node = try parser.singleRoot()
            self = try withExtendedLifetime(parser) {
                guard let node else { return .scalar("", isQuoted: false, location: location(1, 1)) }
                return try SettingsTree(node, name: name, location: location)
            }
        } catch let error as YamlError {
            throw Self.error(error, text: text, name: name, location: location)
        }
    }

    private init(_ node: Node, name: String, location: (_ line: Int, _ column: Int) -> String) throws {
        let here = node.mark.map { location($0.line, $0.column) } ?? name
        guard node.anchor == nil else {
            throw RecipeError(
                location: here, path: "", problem: "anchors and aliases (`&`, `*`) are not read: write the value out")
        }
        switch node {
        case .scalar(let scalar):
            self = .scalar(scalar.string, isQuoted: scalar.style != .plain && scalar.style != .any, location: here)
        case .sequence(let sequence):
            self = .list(try sequence.map { try SettingsTree($0, name: name, location: location) }, location: here)
        case .mapping(let mapping):
            let entries = try mapping.map { key, value in
                let keyLocation = key.mark.map { location($0.line, $0.column) } ?? here
                guard let word = key.string, key.anchor == nil else {
                    throw RecipeError(location: keyLocation, path: "", problem: "a key must be a word")
                }
                return Entry(word, keyLocation, try SettingsTree(value, name: name, location: location))
            }
            self = .map(entries, location: here)
        case .alias:
            throw RecipeError(location: here, path: "", problem: "aliases (`*`) are not read: write the value out")
        }
    }

    private static func error(
        _ error: YamlError, text: String, name: String, location: (_ line: Int, _ column: Int) -> String
    ) -> RecipeError {
        func notYAML(_ mark: Mark?, _ problem: String) -> RecipeError {
            RecipeError(
                location: mark.map { location($0.line, $0.column) } ?? name, path: "",
                problem: "this is not YAML: \(problem)"
            )
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
            let isIndentedByTab = line.prefix { $0 == " " || $0 == "\t" }.contains("\t")
            return notYAML(mark, problem + (isIndentedByTab ? "; indent with blanks, not with tabs" : ""))
        case .composer(let context, let problem, let mark, _):
            return notYAML(mark, [context?.text, problem].compactMap { $0 }.joined(separator: ", "))
        case .reader(let problem, let offset, _, _):
            return notYAML(nil, problem + (offset.map { ", at character \($0 + 1)" } ?? ""))
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.joined(separator: ", ")
            return RecipeError(
                location: location(context.mark.line, context.mark.column), path: "",
                problem: "\(names) is written twice in the same mapping: keep one")
        default:
            return notYAML(nil, "\(error)")
        }
    }
}

extension Node {
    /// The name (`&name`) that was given to a node, so that it can stand more than once.
    fileprivate var anchor: Anchor? {
        switch self {
        case .scalar(let scalar): scalar.anchor
        case .sequence(let sequence): sequence.anchor
        case .mapping(let mapping): mapping.anchor
        case .alias(let alias): alias.anchor
        }
    }
}
