import SegueCore

extension SettingRange: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case uniform, log, integer, logInteger, choice
    }

    /// Reads `{uniform: [0, 0.5]}`, `{log: [0.0003, 0.01]}`, `{integer: [1, 4]}`, `{logInteger: [16, 256]}` or
    /// `{choice: [32, 64]}`.
    /// - Throws: `ConfigurationError` for bounds that make no range.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let written = Key.allCases.filter { values.contains($0) }
        guard let key = written.first, written.count == 1 else {
            let names = Self.names.joined(separator: ", ")
            throw ConfigurationError(field: "", problem: "expected one of \(names), as {uniform: [0, 0.5]}")
        }
        func bounds<Number: Decodable>(_ type: Number.Type) throws -> (Number, Number) {
            let bounds = try values.decode([Number].self, forKey: key)
            guard bounds.count == 2 else {
                throw ConfigurationError(
                    field: key.rawValue, problem: "expected the lower and the upper bound, as [1, 2]")
            }
            return (bounds[0], bounds[1])
        }
        switch key {
        case .uniform: self = try Self.uniform(bounds(Double.self).0, bounds(Double.self).1)
        case .log: self = try Self.log(bounds(Double.self).0, bounds(Double.self).1)
        case .integer: self = try Self.integer(bounds(Int.self).0, bounds(Int.self).1)
        case .logInteger: self = try Self.logInteger(bounds(Int.self).0, bounds(Int.self).1)
        case .choice: self = .choice(try values.decode([JSONValue].self, forKey: key))
        }
        try validate()
    }

    /// Writes it as it is read.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .uniform(let lower, let upper): try container.encode([lower, upper], forKey: .uniform)
        case .log(let lower, let upper): try container.encode([lower, upper], forKey: .log)
        case .integer(let lower, let upper): try container.encode([lower, upper], forKey: .integer)
        case .logInteger(let lower, let upper): try container.encode([lower, upper], forKey: .logInteger)
        case .choice(let values): try container.encode(values, forKey: .choice)
        }
    }
}

extension Assignment {
    /// Reads the text of an option, `path=log:0.0003..0.01` or `path=choice:32,64`, into what `tune.ranges` would say.
    /// - Throws: ``RecipeError`` that says what was expected.
    init(range text: String) throws {
        let option = "--range \(text)"
        func failure(_ problem: String) -> RecipeError { RecipeError(location: option, path: "", problem: problem) }
        guard let sign = text.firstIndex(of: "="), let colon = text[sign...].firstIndex(of: ":"),
            sign != text.startIndex
        else {
            throw failure("expected path=kind:values, as in training.optimizer.learningRate=log:0.0003..0.01")
        }
        let kind = String(text[text.index(after: sign)..<colon])
        let values = String(text[text.index(after: colon)...])
        guard SettingRange.names.contains(kind) else {
            let hint = NearestName.find(kind, among: SettingRange.names).map { "; did you mean '\($0)'?" } ?? ""
            throw failure("'\(kind)' is no kind of range\(hint) (known: \(SettingRange.names.joined(separator: ", ")))")
        }
        let list = kind == "choice" ? values : values.replacing("..", with: ", ")
        guard kind == "choice" || values.contains("..") else { throw failure("expected two bounds, as in 1..4") }
        let tree = try SettingsTree(yaml: "{\(kind): [\(list)]}", option: option)
        self.init(path: ["tune", "ranges", String(text[..<sign])], value: tree)
    }
}
