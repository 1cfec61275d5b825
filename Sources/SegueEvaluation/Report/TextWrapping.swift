/// Breaks texts into lines of a terminal.
enum TextWrapping {
    /// Breaks a text between words; a word longer than a line stands alone on one.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > max(1, width) {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Breaks a text between words, and within words longer than a line.
    static func filledLines(_ text: String, width: Int) -> [String] {
        let width = max(1, width)
        let broken = lines(text, width: width).flatMap { line -> [String] in
            var (rest, parts) = (Substring(line), [String]())
            while rest.count > width {
                parts.append(String(rest.prefix(width)))
                rest = rest.dropFirst(width)
            }
            return parts + [String(rest)]
        }
        return broken.isEmpty ? [""] : broken
    }
}
