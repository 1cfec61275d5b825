import SegueCore

/// A user or an item as somebody describes it, beside those that a table knows.
public struct DescribedSubject: Sendable, Equatable {
    /// Index of the user or item that is described anew; `Vocabulary.padding` (0) for one that the table does not know.
    public var index: Int32
    /// Values by the name of the feature, such as `age`: a number, a category, or labels with `|` between them.
    public var values: [String: String]
    /// Vectors of texts, by the name of the feature; an item without one has a vector of zeros.
    public var texts: [String: [Float]]

    /// Describes a user or an item.
    public init(index: Int32 = Vocabulary.padding, values: [String: String], texts: [String: [Float]] = [:]) {
        self.index = index
        self.values = values
        self.texts = texts
    }
}

/// A described value that the features of a model do not have.
public struct FeatureValueError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// The feature.
    public let feature: String
    /// What is wrong and what is expected.
    public let problem: String

    /// The feature and what is wrong with it.
    public var description: String { "feature '\(feature)': \(problem)" }
    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}

extension FeatureTable {
    /// The table with further rows: those of described users behind its users, those of described items behind its items.
    ///
    /// A row begins with what the table knows of its subject; values that are described replace those of their field.
    ///
    /// - Parameters:
    ///   - described: Users, the first of which gets the index `users.count`.
    ///   - others: Items, likewise.
    /// - Throws: ``FeatureValueError`` for a feature or a value that the schema does not have.
    public func adding(users described: [DescribedSubject], items others: [DescribedSubject] = []) throws
        -> FeatureTable
    {
        var (users, items) = (users, items)
        for subject in described { users.append(try values(of: subject, .user, beside: self.users)) }
        for subject in others { items.append(try values(of: subject, .item, beside: self.items)) }
        let texts = try texts.map { column in
            var values = column.values
            for subject in others { values += try vector(of: subject, in: column) }
            return EncodedTexts(
                name: column.name, encoder: column.encoder, dimension: column.dimension, values: values)
        }
        return replacing(users: users, items: items, texts: texts)
    }

    /// The names of the features that can be described.
    public func describedNames(_ source: FeatureField.Source) -> [String] {
        schema.fields.filter { $0.source == source && !$0.isIdentity }.map(\.shortName)
    }

    private func vector(of subject: DescribedSubject, in column: EncodedTexts) throws -> [Float] {
        guard let vector = subject.texts[column.name] else {
            let start = Int(subject.index) * column.dimension
            guard subject.index >= 0, start + column.dimension <= column.values.count else {
                return [Float](repeating: 0, count: column.dimension)
            }
            return Array(column.values[start..<start + column.dimension])
        }
        guard vector.count == column.dimension else {
            throw FeatureValueError(
                feature: column.name, problem: "has \(vector.count) numbers, the model reads \(column.dimension)")
        }
        return vector
    }

    private func values(
        of subject: DescribedSubject, _ source: FeatureField.Source, beside rows: Rows
    ) throws -> [(code: Int32, weight: Float)] {
        let known = describedNames(source)
        for name in subject.values.keys.sorted() where !known.contains(name) {
            throw FeatureValueError(
                feature: name,
                problem: "the model knows no such feature of \(source.rawValue)s; it knows "
                    + (known.isEmpty ? "none" : known.joined(separator: ", ")))
        }
        var result: [(code: Int32, weight: Float)] = []
        for (position, (field, offset)) in zip(schema.fields, schema.offsets).enumerated() where field.source == source
        {
            if !field.isIdentity, let value = subject.values[field.shortName] {
                result += try codes(of: value, field, names: valueNames[position]).map {
                    (Int32(truncatingIfNeeded: offset) + $0.code, $0.weight)
                }
            } else {
                let codes = offset + 1..<offset + 1 + field.width
                for index in rows.range(subject.index) where codes.contains(Int(rows.codes[index])) {
                    result.append((rows.codes[index], rows.weights[index]))
                }
            }
        }
        return result
    }

    /// Codes of a value within its field, from 1.
    private func codes(
        of value: String, _ field: FeatureField, names: [String]
    ) throws -> [(code: Int32, weight: Float)] {
        func code(_ name: Substring) throws -> Int32 {
            if let index = names.firstIndex(of: String(name)) { return Int32(truncatingIfNeeded: index + 1) }
            let shown = names.prefix(30).joined(separator: ", ") + (names.count > 30 ? ", …" : "")
            throw FeatureValueError(feature: field.shortName, problem: "'\(name)' is none of its values: \(shown)")
        }
        switch field.kind {
        case .category: return [(try code(value.trimmingWhitespace), 1)]
        case .labels:
            let labels = value.split(separator: "|").map { String($0).trimmingWhitespace }
            return try labels.map { (try code($0), 1 / Float(labels.count)) }
        case .number(let mean, let deviation):
            let number = Double(value.trimmingWhitespace).map { Float(($0 - mean) / deviation) }
            guard let number, number.isFinite else {
                throw FeatureValueError(feature: field.shortName, problem: "'\(value)' is not a number of a usual size")
            }
            return [(1, number)]
        case .text: return []
        }
    }
}

extension FeatureField {
    /// The name without what it belongs to: `age` for `user.age`.
    public var shortName: String {
        let prefix = source.rawValue + "."
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }
}
