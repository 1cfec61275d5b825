/// Collects named features of users or items into columns.
struct FeatureTableBuilder {
    private var tokens: [String: (vocabulary: Vocabulary, indices: [Int32])] = [:]
    private var numbers: [String: [Float]] = [:]

    /// Adds the features of a row; rows come in rising order.
    mutating func add(texts: [String: String], numbers newNumbers: [String: Float], row: Int) {
        for (name, text) in texts where !text.isEmpty {
            var column = tokens[name] ?? (Vocabulary(), [])
            tokens[name] = nil
            column.indices.append(contentsOf: repeatElement(0, count: max(row - column.indices.count, 0)))
            column.indices.append(column.vocabulary.insert(text))
            tokens[name] = column
        }
        for (name, number) in newNumbers {
            let missing = max(row - numbers[name, default: []].count, 0)
            numbers[name, default: []].append(contentsOf: repeatElement(Float.nan, count: missing))
            numbers[name, default: []].append(number)
        }
    }

    /// The columns, sorted by name, each filled up to `rowCount` rows.
    func build(rowCount: Int) -> [ContextColumn] {
        let tokenColumns = tokens.map { name, column in
            let rest = repeatElement(Int32(0), count: max(rowCount - column.indices.count, 0))
            return ContextColumn(
                name: name, values: .tokens(vocabulary: column.vocabulary, indices: column.indices + rest))
        }
        let numberColumns = numbers.map { name, values in
            let rest = repeatElement(Float.nan, count: max(rowCount - values.count, 0))
            return ContextColumn(name: name, values: .numbers(values + rest))
        }
        return (tokenColumns + numberColumns).sorted { $0.name < $1.name }
    }
}
