/// Builds a header: the length, the JSON, the padding.
struct HeaderEncoder {
    /// The bytes of data that the tensors appended so far take.
    private(set) var dataSize = 0
    private var json: [UInt8] = [UInt8(ascii: "{")]
    private var isEmpty = true

    /// - Parameter metadata: The free text, written in the order of its keys; left out when empty.
    init(metadata: [String: String]) {
        guard !metadata.isEmpty else { return }
        appendKey(SafeTensorsHeader.metadataKey)
        var separator = "{"
        for (key, value) in metadata.sorted(by: { $0.key.utf8.precedes($1.key.utf8) }) {
            append(separator)
            appendString(key)
            append(":")
            appendString(value)
            separator = ","
        }
        append("}")
    }

    /// Adds a tensor behind those before it.
    mutating func append(name: String, description: TensorDescription) throws(SafeTensorsError) {
        let (end, overflow) = dataSize.addingReportingOverflow(description.byteCount)
        // The header's own size must still fit, so a gigabyte is kept free.
        guard !overflow, end <= Int.max - 1 << 30 else {
            throw SafeTensorsError(problem: .shapeTooLarge(shape: description.shape, dtype: description.dtype))
        }
        let shape = description.shape.map(String.init).joined(separator: ",")
        appendKey(name)
        append(
            "{\"dtype\":\"\(description.dtype.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(dataSize),\(end)]}")
        dataSize = end
    }

    /// Closes the object; gives length, JSON and padding.
    mutating func finish() throws(SafeTensorsError) -> [UInt8] {
        append("}")
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        let length = UInt64(json.count)
        guard length <= SafeTensorsHeader.maximumLength else {
            throw SafeTensorsError(
                problem: .headerTooLong(bytes: length, limit: SafeTensorsHeader.maximumLength))
        }
        return withUnsafeBytes(of: length.littleEndian) { [UInt8]($0) } + json
    }

    private mutating func append(_ text: String) { json.append(contentsOf: text.utf8) }

    private mutating func appendKey(_ key: String) {
        if !isEmpty { append(",") }
        isEmpty = false
        appendString(key)
        append(":")
    }

    /// Appends a JSON string: only what must be escaped is.
    private mutating func appendString(_ text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case 0x22: append("\\\"")
            case 0x5C: append("\\\\")
            case 0x08: append("\\b")
            case 0x0C: append("\\f")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0x00..<0x20: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: json.append(byte)
            }
        }
        append("\"")
    }
}

extension String.UTF8View {
    /// Whether these bytes come before others. Unlike `String`'s own order it depends on no Unicode tables.
    func precedes(_ other: String.UTF8View) -> Bool { lexicographicallyPrecedes(other) }
}
