extension ResultTable {
    /// Room for a table on a page of 1,280 pixels: what is left of the page's own width within a section.
    private static let pixelWidth = 1_060
    /// Room for a name, which is broken beyond.
    private static let nameWidth = 300
    /// A figure's width and what surrounds it.
    private static let (characterWidth, cellPadding) = (8, 22)

    /// The table as an HTML fragment; texts are escaped. Columns that do not fit a page follow in further tables.
    public func html() -> String {
        let cells = rows.map { shownCells(of: $0) }
        let names = rows.map { $0.name.count * Self.characterWidth + Self.cellPadding }
        let room = Self.pixelWidth - min(Self.nameWidth, names.max() ?? 0)
        let blocks = blocks(fitting: room) { column in
            let texts = [shownHeads[column].text] + cells.map { $0[column].text }
            return (texts.map(\.count).max() ?? 0) * Self.characterWidth + Self.cellPadding
        }
        let tables = (blocks.isEmpty ? [[]] : blocks).enumerated().map { index, block in
            html(block, cells: cells, caption: index == 0 ? title : "\(title) (continued)")
        }
        let legend = marksAnyBest ? ["<strong>Bold</strong>: best of the column."] : []
        let remarks = legend + notes.map(HTMLText.escaped)
        return """
            \(tables.joined(separator: "\n"))
            <p class="protocol">\(HTMLText.escaped(protocolText))</p>
            <p class="note">\(remarks.joined(separator: " "))</p>
            """
    }

    private func html(_ block: [Int], cells: [[ShownCell]], caption: String) -> String {
        let heads = block.map { shownHeads[$0] }.map { head -> String in
            let style = head.isPublished ? "number published" : "number"
            return "<th scope=\"col\" class=\"\(style)\">\(HTMLText.escaped(head.text))</th>"
        }
        let body = zip(rows, cells).map { row, cells in
            let figures = block.map { Self.html(cells[$0]) }.joined()
            return "<tr><th scope=\"row\">\(HTMLText.escaped(row.name))</th>\(figures)</tr>"
        }
        return """
            <div class="scroll"><table class="results">
            <caption>\(HTMLText.escaped(caption))</caption>
            <thead><tr><th scope="col">\(HTMLText.escaped(rowTitle ?? "Model"))</th>\(heads.joined())</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody>
            </table></div>
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
