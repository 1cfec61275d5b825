import SegueCore
import SegueEvaluation
import SegueModels

/// Memon, Ma, Zinati, Jalali, Zeng and Liu, "SeqRec: A Deep Learning Based Recommendation System for Sequential Data",
/// McGill University 2021. Each row of Table 4 is a model of a built-in recipe; ``SeqRecAblation`` makes Table 5.
public enum SeqRecPaper {
    /// A row of Table 4.
    public struct Row: Sendable, Equatable {
        /// Its name on the command line.
        public let name: String
        /// Its name in the table.
        public let title: String
        /// The built-in recipe that has the model.
        public let recipe: String
        /// The model's title there.
        public let model: String
        /// What was published.
        public let published: [Metric: Double]
        /// What is to be known of the published figure, or of ours.
        public let remark: String?

        init(
            _ name: String, _ title: String, recipe: String, model: String? = nil, published: [Metric: Double] = [:],
            remark: String? = nil
        ) {
            self.name = name
            self.title = title
            self.recipe = recipe
            self.model = model ?? title
            self.published = published
            self.remark = remark
        }
    }

    /// The row that the others are tested against.
    public static let reference = "SeqRec"

    /// The row of a name.
    /// - Throws: `ConfigurationError` when there is none.
    public static func row(named name: String) throws -> Row {
        guard let row = (rows + knownUserRows).first(where: { $0.name == name }) else {
            let names = (rows + knownUserRows).map(\.name).joined(separator: ", ")
            throw ConfigurationError(field: "rows", problem: "there is no row '\(name)'; there are \(names)")
        }
        return row
    }

    /// The recipes of some rows, in their order, each with those rows' models alone.
    /// - Parameters:
    ///   - rows: Which.
    ///   - read: Reads a built-in recipe.
    /// - Throws: `ConfigurationError` for a recipe without a row's model, and what reading throws.
    public static func recipes(
        of rows: [Row], read: (String) throws -> Recipe
    ) throws -> [(name: String, recipe: Recipe)] {
        var names: [String] = []
        for row in rows where !names.contains(row.recipe) { names.append(row.recipe) }
        return try names.map { name in
            var recipe = try read(name)
            recipe.models = try rows.filter { $0.recipe == name }.map { row in
                guard let model = recipe.models.first(where: { $0.title == row.model }) else {
                    throw ConfigurationError(field: "models", problem: "the recipe \(name) has no model '\(row.model)'")
                }
                return ModelRecipe(
                    name: model.name, title: row.title, configuration: model.configuration, training: model.training)
            }
            return (name, recipe)
        }
    }

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
        let published = Dictionary(rows.map { ($0.title, $0.published) }, uniquingKeysWith: { first, _ in first })
        let hasReference = own.entries.contains { $0.title == reference }
        var table = try own.table(
            "Table 4 on \(data), users never trained on", metrics: [.rmse, .clippedRMSE, .accuracy],
            published: published, reference: hasReference ? reference : nil)
        table.notes += own.spreads(of: [.rmse, .accuracy])
        if let texts { table.notes.append("Titles are encoded by \(texts).") }
        table.notes += remarks(on: table)
        return table
    }

    /// What is to be known of the rows that stand in a table.
    public static func remarks(on table: ResultTable) -> [String] {
        let present = Set(table.rows.map(\.name))
        let shown = (rows + knownUserRows).filter { present.contains($0.title) }
        var remarks: [String] = []
        for remark in shown.compactMap(\.remark) where !remarks.contains(remark) { remarks.append(remark) }
        return present.isDisjoint(with: rows.map(\.title)) ? remarks : remarks + generalRemarks
    }

    /// The rows of Table 4 whose users are known, each measured on its authors' draw of ratings.
    /// - Parameters:
    ///   - comparisons: Those that were measured; the others have their published figures alone.
    ///   - data: Name of the data, for the title.
    public static func knownUserTable(_ comparisons: [Comparison], data: String) -> ResultTable {
        let entries = comparisons.flatMap(\.entries)
        var notes: [String] = []
        let rows = knownUserRows.map { row in
            let evaluation = entries.first { $0.title == row.title }?.mean.evaluation
            if let evaluation {
                notes.append("\(row.title): \(evaluation.protocolRecord.text).")
            } else {
                notes.append("\(row.title) was not measured in this run: --rows \(row.name) does.")
            }
            let cell = ResultTable.Cell(
                value: evaluation?[.rmse], spread: evaluation?.intervals[.rmse]?.halfWidth,
                published: row.published[.rmse])
            return ResultTable.Row(name: row.title, cells: [cell])
        }
        var table = ResultTable(
            title: "Table 4 on \(data), users that are known",
            protocolText: "ratings drawn at random, 90 % train, 10 % test; each model by its authors' own draw",
            columns: [ResultTable.Column(.rmse)], rows: rows, notes: notes)
        table.columns[0].direction = nil
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
