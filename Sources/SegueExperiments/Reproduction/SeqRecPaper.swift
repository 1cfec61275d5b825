import SegueCore
import SegueEvaluation
import SegueModels

/// Memon, Ma, Zinati, Jalali, Zeng and Liu, "SeqRec: A Deep Learning Based Recommendation System for Sequential Data",
/// McGill University 2021. Each row of Table 4 is a model of a built-in recipe; ``SeqRecAblation`` makes Table 5.
public enum SeqRecPaper {
    /// What tells a page of these results from other files.
    public static let documentMark = "# SeqRec: Tables 4 and 5 of Memon et al. (McGill University 2021)"

    /// The row that the others are tested against.
    public static let reference = "SeqRec"

    /// All rows of Table 4.
    public static var allRows: [PaperRow] { rows + knownUserRows }

    /// Table 4 of users that no model was trained on; nil without any of its rows.
    /// - Parameters:
    ///   - comparison: The rows that were measured.
    ///   - data: Name of the data, for the title.
    ///   - texts: The name of what encoded titles; nil when no row has titles.
    /// - Throws: `EvaluationError` when rows were not measured alike.
    public static func table(_ comparison: Comparison, data: String, texts: String?) throws -> ResultTable? {
        let titles = rows.map(\.title)
        let own = comparison.selecting { titles.contains($0) ? $0 : nil }.ordered(as: titles)
        guard !own.entries.isEmpty else { return nil }
        let hasReference = own.entries.contains { $0.title == reference }
        var table = try own.table(
            "Table 4 on \(data), users never trained on", metrics: [.rmse, .clippedRMSE, .accuracy],
            published: rows.published, reference: hasReference ? reference : nil)
        table.notes += own.spreads(of: [.rmse, .accuracy])
        if let texts { table.notes.append("Titles are encoded by \(texts).") }
        table.notes += remarks(on: table)
        return table
    }

    /// What is to be known of the rows that stand in a table.
    public static func remarks(on table: ResultTable) -> [String] {
        let remarks = allRows.remarks(on: table)
        let present = Set(table.rows.map(\.name))
        return present.isDisjoint(with: rows.map(\.title)) ? remarks : remarks + generalRemarks
    }

    /// All that is known of rows, tables and the ablation, which pages list below a table.
    public static var allRemarks: Set<String> {
        Set(allRows.compactMap(\.remark) + generalRemarks + SeqRecAblation.remarks)
    }

    /// The rows of Table 4 whose users are known, each measured on its authors' draw of ratings.
    /// - Parameters:
    ///   - comparisons: Those that were measured; the others have their published figures alone.
    ///   - data: Name of the data, for the title.
    public static func knownUserTable(_ comparisons: [Comparison], data: String) -> ResultTable {
        let entries = comparisons.flatMap(\.entries)
        var notes: [String] = []
        let metrics: [Metric] = [.rmse, .clippedRMSE, .accuracy]
        let rows = knownUserRows.compactMap { row -> ResultTable.Row? in
            let evaluation = entries.first { $0.title == row.title }?.mean.evaluation
            if knownUserModels.contains(row) {
                notes.append(
                    evaluation.map { "\(row.title): \($0.protocolRecord.text)." }
                        ?? "\(row.title) was not measured in this run: --rows \(row.name) does.")
            } else if evaluation == nil {
                return nil
            }
            let cells = metrics.map { metric in
                ResultTable.Cell(
                    value: evaluation?[metric], spread: evaluation?.intervals[metric]?.halfWidth,
                    published: row.published[metric])
            }
            return ResultTable.Row(name: row.title, cells: cells)
        }
        var table = ResultTable(
            title: "Table 4 on \(data), users that are known",
            protocolText: "ratings drawn at random, 90 % train, 10 % test; each model by its authors' own draw",
            columns: metrics.map { ResultTable.Column($0) }, rows: rows, notes: notes)
        // Rows of different draws are not to be compared, so none is marked as the best.
        for column in table.columns.indices { table.columns[column].direction = nil }
        table.notes += remarks(on: table)
        return table
    }
}

extension Reproduction {
    /// SeqRec.
    public static let seqRec = Reproduction(
        name: "seqrec", paper: "Memon et al., McGill University 2021", tables: "Tables 4 and 5", data: "MovieLens 1M",
        dataName: "ml-1m", ownRecipe: "seqrec-ml-1m")
}
