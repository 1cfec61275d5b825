import Foundation

extension ResultTable {
    /// The table for terminals: aligned columns, names to the left and figures to the right, `*` at the best.
    ///
    /// - Parameter width: Where long lines of protocol and notes are broken, in characters.
    public func plainText(width: Int = 100) -> String {
        let head = ["Model"] + shownHeads.map(Self.plain)
        let grid = [head] + rows.map { row in [row.name] + shownCells(of: row).map(Self.plain) }
        let widths = head.indices.map { column in grid.map { $0[column].count }.max() ?? 0 }
        var lines = [title]
        lines += Self.wrapped(protocolText, width: width)
        lines.append("")
        for (index, cells) in grid.enumerated() {
            lines.append(Self.aligned(cells, widths: widths))
            if index == 0 { lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")) }
        }
        let legend = marksAnyBest ? ["* best of the column."] : []
        if !(legend + notes).isEmpty { lines.append("") }
        lines += (legend + notes).flatMap { Self.wrapped($0, width: width) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table as a JSON object with sorted keys, for programs.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// A cell with two places for marks after the figure, so that the figures of a column stand in line.
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
            line += column == 0 ? cell + padding : "  " + padding + cell
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Breaks a text between words.
    private static func wrapped(_ text: String, width: Int) -> [String] {
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
}
