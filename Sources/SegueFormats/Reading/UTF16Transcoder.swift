import SegueFiles

/// Turns UTF-16 into UTF-8, in an unlinked temporary file.
enum UTF16Transcoder {
    /// The order of the bytes, by the byte order mark.
    enum ByteOrder {
        case little
        case big
    }

    private static let pieceSize = 1 << 16

    /// The byte order of a text that begins with the byte order mark of UTF-16; nil for any other, UTF-32 included.
    static func byteOrder(of bytes: UnsafeRawBufferPointer) -> ByteOrder? {
        guard bytes.count >= 2 else { return nil }
        if bytes[0] == 0xFE, bytes[1] == 0xFF { return .big }
        guard bytes[0] == 0xFF, bytes[1] == 0xFE else { return nil }
        return bytes.count >= 4 && bytes[2] == 0 && bytes[3] == 0 ? nil : .little
    }

    /// Converts a text without its byte order mark.
    ///
    /// - Throws: ``ReadError`` of kind `damaged` for half a character.
    static func transcode(_ bytes: UnsafeRawBufferPointer, _ order: ByteOrder, path: String) throws -> MappedFile {
        let output = try UnlinkedFile(path: path)
        var piece: [UInt8] = []
        piece.reserveCapacity(pieceSize + 4)
        var position = 2
        while position < bytes.count {
            guard let scalar = scalar(bytes, order, &position), let utf8 = UTF8.encode(scalar) else {
                throw ReadError(
                    .damaged, path: path, problem: "half a character of UTF-16 at byte \(position) of the file",
                    remedy: "Save the file again, in UTF-8.")
            }
            piece.append(contentsOf: utf8)
            if piece.count >= pieceSize {
                try piece.withUnsafeBytes { try output.write($0) }
                piece.removeAll(keepingCapacity: true)
            }
        }
        try piece.withUnsafeBytes { try output.write($0) }
        return try output.map()
    }

    private static func scalar(
        _ bytes: UnsafeRawBufferPointer, _ order: ByteOrder, _ position: inout Int
    ) -> Unicode.Scalar? {
        guard let first = unit(bytes, order, position) else { return nil }
        guard (0xD800..<0xDC00).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { return nil }
            position += 2
            return scalar
        }
        guard let second = unit(bytes, order, position + 2), (0xDC00..<0xE000).contains(second) else { return nil }
        position += 4
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func unit(_ bytes: UnsafeRawBufferPointer, _ order: ByteOrder, _ position: Int) -> UInt32? {
        guard position + 2 <= bytes.count else { return nil }
        let (first, second) = (UInt32(bytes[position]), UInt32(bytes[position + 1]))
        return order == .little ? second << 8 | first : first << 8 | second
    }
}
