import SegueCore

/// Decodes settings straight from where they were written, so that every error names its location, and every key that
/// nothing asked for is one.
struct SettingsDecoder: Decoder {
    /// The names that a type asked a mapping for.
    final class AskedKeys {
        var names: [String] = []
    }

    let tree: SettingsTree
    /// The path of the settings in the recipe.
    let path: String
    let askedKeys = AskedKeys()
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Reads a value, and checks that each key was asked for.
    /// - Throws: ``RecipeError``.
    func decode<Value>(_ read: (any Decoder) throws -> Value) throws -> Value {
        let value: Value
        do {
            value = try read(self)
        } catch {
            throw RecipeError(error, in: tree, path: path)
        }
        if case .map(let entries, _) = tree {
            for entry in entries where !askedKeys.names.contains(entry.key) {
                throw RecipeError(unknown: entry, known: askedKeys.names, path: path)
            }
        }
        return value
    }

    /// Reads a value of a type, numbers and texts by their own rules.
    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let scalar = type as? any SettingsScalar.Type, let value = try scalar.init(tree, path: path) as? Value {
            return value
        }
        try checkName(of: type)
        return try decode(Value.init(from:))
    }

    /// Checks a word against the names of an enumeration, so that an error can list them.
    private func checkName(of type: Any.Type) throws {
        func names<Cases: CaseIterable>(of type: Cases.Type) -> [String] {
            type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        }
        guard case .scalar(let text, _, _) = tree, let type = type as? any CaseIterable.Type else { return }
        let names = names(of: type)
        guard !names.isEmpty, !names.contains(text) else { return }
        let hint = NearestName.find(text, among: names).map { "; did you mean '\($0)'?" } ?? ""
        let mismatch = tree.mismatch(path: path, expected: "one of \(names.joined(separator: ", "))")
        throw RecipeError(location: tree.location, path: path, problem: mismatch.problem + hint)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .map(let entries, _) = tree else {
            throw RecipeError(location: tree.location, path: path, problem: "expected settings by name (`key: value`)")
        }
        return KeyedDecodingContainer(KeyedSettings(entries: entries, decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .list(let elements, _) = tree else {
            throw RecipeError(location: tree.location, path: path, problem: "expected a list (`[…, …]`)")
        }
        return ListedSettings(elements: elements, decoder: self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleSetting(decoder: self) }

    func child(_ tree: SettingsTree, _ name: String) -> SettingsDecoder {
        SettingsDecoder(tree: tree, path: RecipeError.join(path, name))
    }
}

/// One value.
private struct SingleSetting: SingleValueDecodingContainer {
    let decoder: SettingsDecoder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { decoder.tree.isNull }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }
}

/// A mapping.
private struct KeyedSettings<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let entries: [SettingsTree.Entry]
    let decoder: SettingsDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { entries.compactMap { Key(stringValue: $0.key) } }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { find(key)?.isNull ?? true }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try child(key).value(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try child(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }

    private func find(_ key: Key) -> SettingsTree? {
        if !decoder.askedKeys.names.contains(key.stringValue) { decoder.askedKeys.names.append(key.stringValue) }
        return entries.first { $0.key == key.stringValue }?.value
    }

    private func child(_ key: Key) throws -> SettingsDecoder {
        guard let found = find(key) else {
            throw RecipeError(
                location: decoder.tree.location, path: decoder.path, problem: "'\(key.stringValue)' is missing")
        }
        return decoder.child(found, key.stringValue)
    }
}

/// A list.
private struct ListedSettings: UnkeyedDecodingContainer {
    let elements: [SettingsTree]
    let decoder: SettingsDecoder
    var codingPath: [any CodingKey] { [] }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }
    private(set) var currentIndex = 0

    init(elements: [SettingsTree], decoder: SettingsDecoder) {
        self.elements = elements
        self.decoder = decoder
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().value(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> SettingsDecoder {
        guard !isAtEnd else {
            throw RecipeError(
                location: decoder.tree.location, path: decoder.path,
                problem: "expected more than \(elements.count) elements")
        }
        defer { currentIndex += 1 }
        return decoder.child(elements[currentIndex], "\(currentIndex)")
    }
}
