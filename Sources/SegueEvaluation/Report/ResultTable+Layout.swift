extension ResultTable {
    /// A cell as it is shown, whatever it is shown in.
    struct ShownCell: Equatable {
        var text: String
        var isBest = false
        var significance: Significance?
        var isPublished = false
    }

    /// The heads of the shown columns of figures.
    var shownHeads: [ShownCell] {
        columns.indices.flatMap { index in
            let head = ShownCell(text: columns[index].title)
            return hasPublished(index) ? [head, ShownCell(text: "published", isPublished: true)] : [head]
        }
    }

    /// The cells of a row, without its name; as many as ``shownHeads``.
    func shownCells(of row: Row) -> [ShownCell] {
        columns.indices.flatMap { index -> [ShownCell] in
            let column = columns[index]
            let cell = index < row.cells.count ? row.cells[index] : Cell(value: nil)
            let shown = ShownCell(
                text: text(of: cell, in: column),
                isBest: cell.value != nil && cell.value == best(index),
                significance: cell.significance)
            guard hasPublished(index) else { return [shown] }
            let published = cell.published.map { NumberText.fixed($0, decimals: column.decimals) } ?? "–"
            return [shown, ShownCell(text: published, isPublished: true)]
        }
    }

    /// Whether the legend must explain the mark of the best: it is not shown for a single row.
    var marksAnyBest: Bool { rows.count > 1 && columns.contains { $0.direction != nil } }

    private func text(of cell: Cell, in column: Column) -> String {
        guard let value = cell.value else { return "–" }
        let text = NumberText.fixed(value, decimals: column.decimals)
        guard let spread = cell.spread else { return text }
        return "\(text) ±\(NumberText.fixed(spread, decimals: column.decimals))"
    }

    private func hasPublished(_ index: Int) -> Bool {
        rows.contains { index < $0.cells.count && $0.cells[index].published != nil }
    }

    private func best(_ index: Int) -> Double? {
        guard rows.count > 1, let direction = columns[index].direction else { return nil }
        let values = rows.compactMap { index < $0.cells.count ? $0.cells[index].value : nil }
        return direction == .higher ? values.max() : values.min()
    }
}
