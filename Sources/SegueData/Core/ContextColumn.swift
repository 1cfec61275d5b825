/// A named value of every interaction beside user, item, time, rating and behavior: a session, a category, a price.
public struct ContextColumn: Sendable, Equatable {
    /// What a context column holds; one entry a row of the log.
    public enum Values: Sendable, Equatable {
        /// Dense 1-based indices into a vocabulary of tokens; 0 = missing.
        case tokens(vocabulary: Vocabulary, indices: [Int32])
        /// Numbers; NaN = missing.
        case numbers([Float])
    }

    /// The column's name, as in the file.
    public let name: String
    /// The values, one a row.
    public let values: Values

    /// Makes a column.
    public init(name: String, values: Values) {
        self.name = name
        self.values = values
    }

    /// Number of rows.
    public var count: Int {
        switch values {
        case .tokens(_, let indices): indices.count
        case .numbers(let numbers): numbers.count
        }
    }

    /// The token in a row; nil when it is missing, when the row does not exist, or when the column holds numbers.
    public func token(at row: Int) -> String? {
        guard case .tokens(let vocabulary, let indices) = values, indices.indices.contains(row) else { return nil }
        return vocabulary.id(at: indices[row])
    }

    /// The number in a row; nil when it is missing, when the row does not exist, or when the column holds tokens.
    public func number(at row: Int) -> Float? {
        guard case .numbers(let numbers) = values, numbers.indices.contains(row) else { return nil }
        return numbers[row].isNaN ? nil : numbers[row]
    }

    /// Two columns are equal when name and values are; missing numbers equal each other.
    public static func == (left: ContextColumn, right: ContextColumn) -> Bool {
        guard left.name == right.name else { return false }
        switch (left.values, right.values) {
        case (.tokens(let leftVocabulary, let leftIndices), .tokens(let rightVocabulary, let rightIndices)):
            return leftVocabulary == rightVocabulary && leftIndices == rightIndices
        case (.numbers(let leftNumbers), .numbers(let rightNumbers)):
            return leftNumbers.elementsEqual(rightNumbers) { $0 == $1 || ($0.isNaN && $1.isNaN) }
        default:
            return false
        }
    }

    /// The column with only these rows, in this order. Rows must exist.
    func selecting(_ rows: [Int]) -> ContextColumn {
        switch values {
        case .tokens(let vocabulary, let indices):
            ContextColumn(name: name, values: .tokens(vocabulary: vocabulary, indices: rows.map { indices[$0] }))
        case .numbers(let numbers):
            ContextColumn(name: name, values: .numbers(rows.map { numbers[$0] }))
        }
    }
}
