import SegueCore
import SegueEvaluation

/// A row of a paper's table whose rows are models of several built-in recipes.
public struct PaperRow: Sendable, Equatable {
    /// Its name on the command line.
    public let name: String
    /// Its name in the table.
    public let title: String
    /// The built-in recipe that has the model.
    public let recipe: String
    /// The model's title there.
    public let model: String
    /// How many seeds it is run with unless somebody says: fewer where a run takes long.
    public let usualSeeds: Int
    /// What was published.
    public let published: [Metric: Double]
    /// What is to be known of the published figure, or of ours.
    public let remark: String?

    init(
        _ name: String, _ title: String, recipe: String, model: String? = nil, usualSeeds: Int = 3,
        published: [Metric: Double] = [:], remark: String? = nil
    ) {
        self.name = name
        self.title = title
        self.recipe = recipe
        self.model = model ?? title
        self.usualSeeds = usualSeeds
        self.published = published
        self.remark = remark
    }
}

extension [PaperRow] {
    /// The row of a name.
    /// - Throws: `ConfigurationError` when there is none.
    public func row(named name: String) throws -> PaperRow {
        guard let row = first(where: { $0.name == name }) else {
            let names = map(\.name).joined(separator: ", ")
            throw ConfigurationError(field: "rows", problem: "there is no row '\(name)'; there are \(names)")
        }
        return row
    }

    /// How many seeds the models of a recipe are run with unless somebody says.
    public func usualSeeds(ofRecipe recipe: String) -> Int {
        filter { $0.recipe == recipe }.map(\.usualSeeds).min() ?? 1
    }

    /// What was published of each, by its title.
    public var published: [String: [Metric: Double]] {
        Dictionary(map { ($0.title, $0.published) }, uniquingKeysWith: { first, _ in first })
    }

    /// The recipes of the rows, in their order, each with those rows' models alone.
    /// - Parameter read: Reads a built-in recipe.
    /// - Throws: `ConfigurationError` for a recipe without a row's model, and what reading throws.
    public func recipes(read: (String) throws -> Recipe) throws -> [(name: String, recipe: Recipe)] {
        var names: [String] = []
        for row in self where !names.contains(row.recipe) { names.append(row.recipe) }
        return try names.map { name in
            var recipe = try read(name)
            recipe.models = try filter { $0.recipe == name }.map { row in
                guard let model = recipe.models.first(where: { $0.title == row.model }) else {
                    throw ConfigurationError(field: "models", problem: "the recipe \(name) has no model '\(row.model)'")
                }
                return ModelRecipe(
                    name: model.name, title: row.title, configuration: model.configuration, training: model.training)
            }
            return (name, recipe)
        }
    }

    /// What is to be known of those that stand in a table, each remark once.
    public func remarks(on table: ResultTable) -> [String] {
        let present = Set(table.rows.map(\.name))
        var remarks: [String] = []
        for remark in filter({ present.contains($0.title) }).compactMap(\.remark) where !remarks.contains(remark) {
            remarks.append(remark)
        }
        return remarks
    }
}
