extension ResultTable {
    /// The table in GitHub's Markdown: best values bold, protocol above and notes below.
    public func markdown() -> String {
        let heads = [rowTitle ?? "Model"] + shownHeads.map(\.text)
        var lines = ["**\(Self.escaped(title))**", "", Self.escaped(protocolText), ""]
        lines.append(Self.line(heads.map(Self.escaped)))
        lines.append(Self.line([":---"] + heads.dropFirst().map { _ in "---:" }))
        for row in rows {
            lines.append(Self.line([Self.escaped(row.name)] + shownCells(of: row).map(Self.markdown)))
        }
        let legend = marksAnyBest ? ["**Bold**: best of the column."] : []
        let remarks = legend + notes.map(Self.escaped)
        if !remarks.isEmpty { lines += ["", remarks.joined(separator: " ")] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func markdown(_ cell: ShownCell) -> String {
        let text = cell.isBest ? "**\(cell.text)**" : cell.text
        return text + (cell.significance.map { " \($0.mark)" } ?? "")
    }

    private static func line(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }

    /// A text whose characters have no meaning in Markdown.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            if "\\`*_[]<>|#".contains(character) { escaped.append("\\") }
            escaped.append(character.isNewline ? " " : character)
        }
    }
}
