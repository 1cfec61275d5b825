extension ResultTable {
    /// The table as an HTML fragment; texts are escaped.
    public func html() -> String {
        let heads = shownHeads.map { head -> String in
            let style = head.isPublished ? "number published" : "number"
            return "<th scope=\"col\" class=\"\(style)\">\(HTMLText.escaped(head.text))</th>"
        }
        let body = rows.map { row in
            let cells = shownCells(of: row).map(Self.html).joined()
            return "<tr><th scope=\"row\">\(HTMLText.escaped(row.name))</th>\(cells)</tr>"
        }
        let legend = marksAnyBest ? ["<strong>Bold</strong>: best of the column."] : []
        let remarks = legend + notes.map(HTMLText.escaped)
        return """
            <div class="scroll"><table class="results">
            <caption>\(HTMLText.escaped(title))</caption>
            <thead><tr><th scope="col">Model</th>\(heads.joined())</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody>
            </table></div>
            <p class="protocol">\(HTMLText.escaped(protocolText))</p>
            <p class="note">\(remarks.joined(separator: " "))</p>
            """
    }

    private static func html(_ cell: ShownCell) -> String {
        let parts = cell.text.split(separator: " ", maxSplits: 1)
        var text = HTMLText.escaped(parts.first.map(String.init) ?? "")
        if cell.isBest { text = "<strong>\(text)</strong>" }
        if parts.count > 1 { text += " <span class=\"spread\">\(HTMLText.escaped(String(parts[1])))</span>" }
        if let significance = cell.significance {
            let kind = significance.rawValue
            text += "<span class=\"mark \(kind)\" title=\"significantly \(kind)\">\(significance.mark)</span>"
        }
        return "<td class=\"number\(cell.isPublished ? " published" : "")\">\(text)</td>"
    }
}
