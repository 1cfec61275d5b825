/// Parses the one shape of JSON object that a header may be: names → `dtype`, `shape`, `data_offsets`, and a
/// `__metadata__` of strings. Anything else is refused, so that no two readers can see different files in the same bytes.
struct HeaderParser {
    /// A tensor as the header tells it; the offsets, relative to the data, are not checked yet.
    struct Tensor {
        var description: TensorDescription
        var begin: Int
        var end: Int
    }

    private(set) var metadata: [String: String] = [:]
    private(set) var tensors: [String: Tensor] = [:]
    private var scanner: HeaderScanner

    init(scanner: HeaderScanner) { self.scanner = scanner }

    /// Parses the whole header.
    mutating func parse() throws(SafeTensorsError.Problem) {
        var hasMetadata = false
        try object { (parser, name, offset) throws(SafeTensorsError.Problem) in
            if name == SafeTensorsHeader.metadataKey {
                guard !hasMetadata else { throw .duplicateName(name, offset: offset) }
                hasMetadata = true
                try parser.parseMetadata()
            } else {
                guard parser.tensors[name] == nil else { throw .duplicateName(name, offset: offset) }
                parser.tensors[name] = try parser.parseTensor(named: name)
            }
        }
        try scanner.requireEnd()
    }

    private mutating func parseMetadata() throws(SafeTensorsError.Problem) {
        try object { (parser, key, offset) throws(SafeTensorsError.Problem) in
            guard parser.metadata[key] == nil else { throw .duplicateName(key, offset: offset) }
            parser.metadata[key] = try parser.scanner.string()
        }
    }

    private mutating func parseTensor(named name: String) throws(SafeTensorsError.Problem) -> Tensor {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try object { (parser, key, offset) throws(SafeTensorsError.Problem) in
            let isDuplicate: Bool
            switch key {
            case "dtype":
                isDuplicate = type != nil
                type = try parser.scanner.string()
            case "shape":
                isDuplicate = shape != nil
                shape = try parser.integers()
            case "data_offsets":
                isDuplicate = offsets != nil
                offsets = try parser.integers()
            default:
                throw .malformedHeader(offset: offset, expected: "'dtype', 'shape' or 'data_offsets', found '\(key)'")
            }
            guard !isDuplicate else { throw .duplicateName(key, offset: offset) }
        }
        guard let type, let shape, let offsets else {
            throw scanner.expected("'dtype', 'shape' and 'data_offsets' of tensor '\(name)' before its end")
        }
        guard let begin = offsets.first, let end = offsets.last, offsets.count == 2 else {
            throw scanner.expected("two data offsets of tensor '\(name)', found \(offsets.count)")
        }
        guard let dtype = ElementType(rawValue: type) else { throw .unknownElementType(type, tensor: name) }
        do {
            return Tensor(description: try TensorDescription(dtype: dtype, shape: shape), begin: begin, end: end)
        } catch {
            throw error.problem
        }
    }

    /// Parses an object and hands each key, with its offset in the file, to `member`, which parses the value.
    private mutating func object(
        _ member: (inout HeaderParser, String, Int) throws(SafeTensorsError.Problem) -> Void
    ) throws(SafeTensorsError.Problem) {
        try scanner.require("{")
        if scanner.take("}") { return }
        repeat {
            scanner.skipSpace()
            let offset = scanner.offset
            let key = try scanner.string()
            try scanner.require(":")
            try member(&self, key, offset)
        } while scanner.take(",")
        guard scanner.take("}") else { throw scanner.expected("',' or '}'") }
    }

    /// Parses an array of non-negative integers.
    private mutating func integers() throws(SafeTensorsError.Problem) -> [Int] {
        var values: [Int] = []
        try scanner.require("[")
        if scanner.take("]") { return values }
        repeat { values.append(try scanner.unsignedInteger()) } while scanner.take(",")
        guard scanner.take("]") else { throw scanner.expected("',' or ']'") }
        return values
    }
}
