/// Quotes and escapes of the formats that have them.
package enum TextEscapes {
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// Appends a field of CSV, in quotes where RFC 4180 asks for them.
    static func appendCSV(_ field: ArraySlice<UInt8>, to text: inout [UInt8]) {
        let start = text.count
        text += field
        quoteCSV(from: start, in: &text)
    }

    /// Puts the end of a text in quotes where RFC 4180 asks for them.
    package static func quoteCSV(from start: Int, in text: inout [UInt8]) {
        let needed = text[start...].contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needed else { return }
        let field = Array(text[start...])
        text.removeSubrange(start...)
        text.append(0x22)
        for byte in field {
            if byte == 0x22 { text.append(0x22) }
            text.append(byte)
        }
        text.append(0x22)
    }

    /// Appends a JSON string.
    package static func appendJSON(_ utf8: [UInt8], to text: inout [UInt8]) {
        text.append(0x22)
        for byte in utf8 {
            switch byte {
            case 0x22, 0x5C: text += [0x5C, byte]
            case 0x0A: text += [0x5C, 0x6E]
            case 0x00..<0x20:
                text += [0x5C, 0x75, 0x30, 0x30, hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
        text.append(0x22)
    }
}
