import Foundation
import SegueData
import SegueEvaluation

/// A paper of which tables can be made again, from recipes that are built in.
///
/// ```swift
/// let paper = Reproduction.userGRU
/// let experiment = try Experiment(paper.recipe(for: dataset), on: dataset)
/// let comparison = try ComparisonRunner(experiment: experiment, seeds: [1, 2, 3]).run()
/// print(try UserGRUPaper.table(comparison, data: dataset.name).plainText())
/// ```
public struct Reproduction: Sendable, Equatable, Codable {
    /// Name for `segue reproduce`. Its recipes are called by it and the data's name, as `user-gru-ml-1m`; that with the
    /// paper's own sizes ends in `-paper`. ``ownRecipe`` is an exception.
    public let name: String
    /// Authors and place of publication.
    public let paper: String
    /// The tables, as numbered there.
    public let tables: String
    /// What the paper measured.
    public let data: String
    /// The name by which that can be downloaded.
    public let dataName: String
    /// The recipe of the paper's own model where each row has a recipe of its own, so that none is called by the data.
    public let ownRecipe: String?

    /// Describes a paper.
    init(name: String, paper: String, tables: String, data: String, dataName: String, ownRecipe: String? = nil) {
        self.name = name
        self.paper = paper
        self.tables = tables
        self.data = data
        self.dataName = dataName
        self.ownRecipe = ownRecipe
    }

    /// All papers, the oldest first.
    public static let all: [Reproduction] = [.userGRU, .fiscl, .seqRec, .ssrf]

    /// The data sets, by name, for which there is a recipe of a size that suits them.
    public var reducedData: [String] {
        guard ownRecipe == nil else { return [] }
        return BuiltInRecipes.names.filter { $0.hasPrefix("\(name)-") && $0 != paperRecipeName }
            .map { String($0.dropFirst(name.count + 1)) }
    }

    /// The name of the recipe for some data: its own where there is one, else the paper's.
    public func recipeName(for data: String) -> String {
        reducedData.contains(data) ? "\(name)-\(data)" : paperRecipeName
    }

    /// The recipe for some data: its own where there is one, else the paper's.
    /// - Parameters:
    ///   - dataset: The data.
    ///   - settings: `path=value` texts laid over it, as given by `--set`.
    /// - Throws: ``RecipeError`` for a setting that cannot be.
    public func recipe(for dataset: Dataset, settings: [String] = []) throws -> Recipe {
        let name = recipeName(for: dataset.name)
        return try Recipe(yaml: BuiltInRecipes.text(named: name) ?? "", file: "\(name).yaml", settings: settings)
    }

    private var paperRecipeName: String { ownRecipe ?? "\(name)-paper" }
}

extension Comparison {
    /// For each model with several seeds a sentence with mean and standard deviation.
    public func spreads(of metrics: [Metric]) -> [String] {
        entries.filter { $0.runs.count > 1 }.map { entry in
            let parts = metrics.compactMap { metric -> String? in
                guard let mean = entry.seeds.means[metric], let sd = entry.seeds.standardDeviations[metric] else {
                    return nil
                }
                return "\(metric.title) \(Self.text(mean)) ± \(Self.text(sd))"
            }
            return "\(entry.title), mean ± sd over \(entry.runs.count) seeds: \(parts.joined(separator: ", "))."
        }
    }

    private static func text(_ value: Double) -> String { String(format: "%.5f", value) }
}
