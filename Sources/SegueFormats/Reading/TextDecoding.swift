import Foundation
import SegueData

/// Text of the files beside the interactions: UTF-8 when the whole file is valid UTF-8, else Latin-1 (the encoding of the
/// older MovieLens sets).
struct TextDecoding: Sendable {
    private let isUTF8: Bool

    /// Decides the encoding of a file.
    init(content: UnsafeRawBufferPointer) {
        isUTF8 = UTF8Validation.firstInvalidOffset(in: content) == nil
    }

    /// Decodes a part of the file. Every byte sequence is valid Latin-1, so this always succeeds.
    func string(_ bytes: UnsafeRawBufferPointer) -> String {
        if isUTF8, let text = String(bytes: bytes, encoding: .utf8) { return text }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
        return String(text)
    }
}
