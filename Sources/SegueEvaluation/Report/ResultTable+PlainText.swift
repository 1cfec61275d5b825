import Foundation

extension ResultTable {
    /// What separates two columns.
    private static let gap = 2
    /// A name gets at least this much room; longer ones are broken.
    private static let leastNameWidth = 8

    /// The table for terminals: aligned columns, names to the left and figures to the right, `*` at the best.
    ///
    /// Columns that do not fit follow in further blocks, long names and texts are broken: nothing is cut.
    ///
    /// - Parameter width: Number of characters of a line.
    public func plainText(width: Int = 80) -> String {
        var lines = TextWrapping.lines(title, width: width) + TextWrapping.lines(protocolText, width: width)
        for block in plainBlocks(width: width) { lines += [""] + block }
        let legend = marksAnyBest ? ["* best of the column."] : []
        if !(legend + notes).isEmpty { lines.append("") }
        lines += (legend + notes).flatMap { TextWrapping.lines($0, width: width) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table as a JSON object with sorted keys, for programs.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    private func plainBlocks(width: Int) -> [[String]] {
        let figures = [shownHeads.map(Self.plain)] + rows.map { shownCells(of: $0).map(Self.plain) }
        let widths = shownHeads.indices.map { column in figures.map { $0[column].count }.max() ?? 0 }
        let columnWidth = { (column: Int) in widths[column] + Self.gap }
        let names = [rowTitle ?? "Model"] + rows.map(\.name)
        let longest = names.map(\.count).max() ?? 0
        let nameWidth = min(longest, max(Self.leastNameWidth, width - widestGroup(columnWidth: columnWidth)))
        let blocks = blocks(fitting: width - nameWidth, columnWidth: columnWidth)
        return (blocks.isEmpty ? [[]] : blocks).map { block in
            let blockWidths = [nameWidth] + block.map { widths[$0] }
            var lines: [String] = []
            for (row, name) in names.enumerated() {
                let parts = TextWrapping.filledLines(name, width: nameWidth)
                lines.append(Self.aligned([parts[0]] + block.map { figures[row][$0] }, widths: blockWidths))
                lines += parts.dropFirst()
                guard row == 0 else { continue }
                lines.append(blockWidths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
            }
            return lines
        }
    }

    /// A cell with two characters for marks after the figure, so that the figures of a column stand in line.
    private static func plain(_ cell: ShownCell) -> String {
        guard !cell.isPublished else { return cell.text }
        let marks = (cell.significance?.mark ?? "") + (cell.isBest ? "*" : "")
        return cell.text + marks + String(repeating: " ", count: 2 - marks.count)
    }

    /// Names to the left, figures to the right.
    private static func aligned(_ cells: [String], widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: max(0, widths[column] - cell.count))
            line += column == 0 ? cell + padding : String(repeating: " ", count: gap) + padding + cell
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
