/// What a Unicode scalar is to a tokenizer, by the categories of Unicode 8. The few scalars that have changed their
/// category since then are named one by one.
enum ScalarClass {
    /// Whether the scalar had its place in Unicode 8.
    static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return true }
        guard let age = scalar.properties.age else { return false }
        return age.major < 8 || age.major == 8 && age.minor == 0
    }

    /// Controls, formats and private use, but for tab, newline and return.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            return scalar.value < 0x20 ? scalar != "\t" && scalar != "\n" && scalar != "\r" : scalar.value == 0x7F
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: return isKnown(scalar)
        default: return false
        }
    }

    /// Marks that take no room of their own, such as accents.
    static func isNonspacingMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300: return false
        // Spacing marks since Unicode 14 and 16.
        case 0x1734, 0x1171E: return true
        // Nonspacing marks since Unicode 9 and 11.
        case 0x1885, 0x1886, 0xA9BD, 0x111C9: return false
        default: return scalar.properties.generalCategory == .nonspacingMark && isKnown(scalar)
        }
    }

    /// Punctuation, and the symbols of ASCII: `$ + < = > ^ ` | ~` too.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            switch scalar.value {
            case 33...47, 58...64, 91...96, 123...126: return true
            default: return false
            }
        }
        // A symbol since Unicode 12, and a mark since Unicode 11.
        if scalar.value == 0x166D || scalar.value == 0x111C9 { return true }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return isKnown(scalar)
        default: return false
        }
    }

    /// Chinese characters by block. The gap from 2B820 to 2B91F is the reference's own; kana and hangul are no
    /// ideographs.
    static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x3400 else { return false }
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
            0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            return true
        default: return false
        }
    }
}
