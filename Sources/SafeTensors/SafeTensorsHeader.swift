/// The header of a file: which tensors lie where. What it says has been checked against the file's size.
struct SafeTensorsHeader: Sendable {
    /// A tensor's description and its location.
    struct Entry: Sendable {
        var description: TensorDescription
        /// Offsets in the file.
        var range: Range<Int>
    }

    /// The format's limit for the length of a header, in bytes.
    static let maximumLength: UInt64 = 100_000_000
    /// The bytes that hold the header's length.
    static let lengthSize = 8
    /// The key of the metadata among the tensors' names.
    static let metadataKey = "__metadata__"

    private(set) var metadata: [String: String] = [:]
    private(set) var entries: [String: Entry] = [:]

    /// Reads and checks the header of a whole file.
    ///
    /// - Parameter file: All bytes of the file. Those after the header are not touched.
    init(file: UnsafeRawBufferPointer) throws(SafeTensorsError.Problem) {
        guard file.count >= Self.lengthSize else { throw .tooShort(bytes: file.count) }
        let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard length <= Self.maximumLength else { throw .headerTooLong(bytes: length, limit: Self.maximumLength) }
        let available = file.count - Self.lengthSize
        guard length <= UInt64(available) else { throw .headerPastEnd(bytes: length, available: available) }
        let dataStart = Self.lengthSize + Int(length)
        let json = UnsafeRawBufferPointer(rebasing: file[Self.lengthSize..<dataStart])
        var parser = HeaderParser(scanner: HeaderScanner(json, base: Self.lengthSize))
        try parser.parse()
        metadata = parser.metadata
        try locate(parser.tensors, dataStart: dataStart, dataSize: file.count - dataStart)
    }

    /// Checks that the tensors fill the data without hole or overlap, and keeps their locations.
    private mutating func locate(
        _ tensors: [String: HeaderParser.Tensor], dataStart: Int, dataSize: Int
    ) throws(SafeTensorsError.Problem) {
        var previousEnd = 0
        entries.reserveCapacity(tensors.count)
        let inFileOrder = tensors.sorted {
            ($0.value.begin, $0.value.end, $0.key) < ($1.value.begin, $1.value.end, $1.key)
        }
        for (name, tensor) in inFileOrder {
            let (begin, end) = (tensor.begin, tensor.end)
            guard begin <= end else { throw .offsetsReversed(tensor: name, begin: begin, end: end) }
            guard end <= dataSize else { throw .dataPastEnd(tensor: name, end: end, available: dataSize) }
            let expected = tensor.description.byteCount
            guard end - begin == expected else {
                throw .sizeMismatch(tensor: name, bytes: end - begin, expectedBytes: expected)
            }
            guard begin >= previousEnd else { throw .overlap(tensor: name, begin: begin, previousEnd: previousEnd) }
            guard begin == previousEnd else { throw .hole(tensor: name, begin: begin, previousEnd: previousEnd) }
            previousEnd = end
            entries[name] = Entry(description: tensor.description, range: dataStart + begin..<dataStart + end)
        }
        guard previousEnd == dataSize else { throw .trailingBytes(count: dataSize - previousEnd) }
    }
}
