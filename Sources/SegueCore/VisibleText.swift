/// Text from outside, made safe to show: what would move the cursor, change the colors, break the line or turn the
/// direction of writing is shown as `\u{1B}` instead of being obeyed.
public enum VisibleText {
    /// A text of one line, such as an id or a title.
    public static func line(_ text: String) -> String { escaped(text) { _ in false } }

    /// A text of many lines, such as a table or an error message: line breaks and tabs stay.
    public static func lines(_ text: String) -> String { escaped(text) { $0 == "\n" || $0 == "\t" } }

    private static func escaped(_ text: String, keeps: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { isInvisible($0) && !keeps($0) }) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isInvisible(scalar), !keeps(scalar) else {
                shown.append(scalar)
                continue
            }
            switch scalar {
            case "\n": shown.append(contentsOf: "\\n".unicodeScalars)
            case "\r": shown.append(contentsOf: "\\r".unicodeScalars)
            case "\t": shown.append(contentsOf: "\\t".unicodeScalars)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                shown.append(contentsOf: "\\u{\(digits)}".unicodeScalars)
            }
        }
        return String(shown)
    }

    /// Controls (C0, DEL, C1), line and paragraph separators, controls of direction, tags and the mark of byte order.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }
}
