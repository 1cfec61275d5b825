import Foundation

/// Cleans a text and splits it into words as BERT's basic tokenizer does: the step before pieces are looked up.
///
/// In order: controls are dropped and white space becomes a blank; ideographs are words of their own; accents are
/// stripped (canonical decomposition, then nonspacing marks dropped); letters become lower case; words end at white
/// space, and each punctuation mark is a word.
///
/// Categories are those of Unicode 8, which the `tokenizers` library knows: a scalar assigned later is an ordinary
/// letter of a word. So the words do not depend on the version of Unicode that the Swift runtime carries.
public struct WordSplitter: Sendable, Equatable {
    /// Drops controls and unifies white space.
    public var cleans = true
    /// Makes each Chinese character a word.
    public var separatesIdeographs = true
    /// Drops nonspacing marks.
    public var stripsAccents = true
    /// Makes letters lower case.
    public var lowercases = true

    /// All steps.
    public init() {}

    /// The words of a text.
    public func words(of text: String) -> [String] { split(text).texts }

    func split(_ text: String) -> SplitText {
        var result = SplitText()
        var text = text
        let isASCII = text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
            for byte in bytes { append(ascii: byte, to: &result) }
            return true
        }
        if !isASCII {
            for scalar in normalized(text.unicodeScalars) { append(scalar, to: &result) }
        }
        result.endWord()
        return result
    }

    private func append(ascii byte: UInt8, to result: inout SplitText) {
        let scalar = Unicode.Scalar(byte)
        if cleans, ScalarClass.isControl(scalar) { return }
        let isCapital = lowercases && (0x41...0x5A).contains(byte)
        append(isCapital ? Unicode.Scalar(byte | 0x20) : scalar, to: &result)
    }

    private func append(_ scalar: Unicode.Scalar, to result: inout SplitText) {
        if scalar.properties.isWhitespace {
            result.endWord()
        } else if ScalarClass.isPunctuation(scalar) {
            result.appendWord(scalar)
        } else {
            result.append(scalar)
        }
    }

    /// All steps but the last.
    private func normalized(_ text: String.UnicodeScalarView) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.count)
        for scalar in text {
            if cleans, scalar == "\0" || scalar == "\u{FFFD}" || ScalarClass.isControl(scalar) { continue }
            if separatesIdeographs, ScalarClass.isIdeograph(scalar) {
                scalars += [" ", scalar, " "]
            } else {
                scalars.append(scalar)
            }
        }
        if stripsAccents { scalars = Self.decomposed(scalars).filter { !ScalarClass.isNonspacingMark($0) } }
        return lowercases ? scalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars } : scalars
    }

    /// Canonical decomposition; scalars that Unicode 8 does not know stay as they are.
    private static func decomposed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        for part in scalars.chunked(by: ScalarClass.isKnown) {
            guard part.first.map(ScalarClass.isKnown) == true, part.contains(where: { $0.value >= 0xC0 }) else {
                result += part
                continue
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: part)
            result += String(view).decomposedStringWithCanonicalMapping.unicodeScalars
        }
        return result
    }
}

extension [Unicode.Scalar] {
    /// Consecutive parts within which a property is the same.
    fileprivate func chunked(by property: (Unicode.Scalar) -> Bool) -> [ArraySlice<Unicode.Scalar>] {
        var parts: [ArraySlice<Unicode.Scalar>] = []
        var start = startIndex
        while start < endIndex {
            let kind = property(self[start])
            let end = self[start...].firstIndex { property($0) != kind } ?? endIndex
            parts.append(self[start..<end])
            start = end
        }
        return parts
    }
}
