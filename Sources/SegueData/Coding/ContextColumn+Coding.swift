extension ContextColumn: BinaryCodable {
    package func encode(to encoder: BinaryEncoder) throws {
        try encoder.put(name)
        switch values {
        case .tokens(let vocabulary, let indices):
            try encoder.put(UInt64(0))
            try vocabulary.encode(to: encoder)
            try encoder.put(indices)
        case .numbers(let numbers):
            try encoder.put(UInt64(1))
            try encoder.put(numbers)
        }
    }

    package init(from decoder: inout BinaryDecoder) throws {
        let name = try decoder.string()
        switch try decoder.number() {
        case 0:
            let vocabulary = try Vocabulary(from: &decoder)
            let indices: [Int32] = try decoder.array()
            guard indices.allSatisfy({ $0 >= 0 && Int($0) <= vocabulary.count }) else {
                throw BinaryDecodingError(description: "a token of column \(name) is outside its vocabulary")
            }
            self.init(name: name, values: .tokens(vocabulary: vocabulary, indices: indices))
        case 1:
            self.init(name: name, values: .numbers(try decoder.array()))
        default:
            throw BinaryDecodingError(description: "column \(name) is of an unknown kind")
        }
    }

    /// Reads a number of columns and the columns.
    package static func list(from decoder: inout BinaryDecoder) throws -> [ContextColumn] {
        let count = try decoder.number()
        guard count <= 65_536 else { throw BinaryDecodingError(description: "\(count) columns cannot be") }
        var columns: [ContextColumn] = []
        for _ in 0..<count { columns.append(try ContextColumn(from: &decoder)) }
        return columns
    }
}
