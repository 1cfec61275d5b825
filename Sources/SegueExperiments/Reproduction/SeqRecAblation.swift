import Foundation
import SegueCore
import SegueEvaluation
import SegueModels

/// Table 5 of Memon et al. 2021: branches of a trained SeqRec made blind, before and after two recovery epochs.
public struct SeqRecAblation {
    /// A row of Table 5.
    public struct Row: Sendable, Equatable {
        /// Its name, as in the paper.
        public let title: String
        /// What is ablated.
        public let branches: Set<SeqRec.Branch>
        /// The published RMSE, after recovery.
        public let published: Double
        /// The mean squared error before recovery, from the stored outputs of the authors' program.
        public let storedError: Double
    }

    /// The rows, in the paper's order.
    public static let rows: [Row] = [
        Row(title: fullModel, branches: [], published: 0.962, storedError: 0.9163),
        Row(title: "movie information", branches: [.item], published: 0.986, storedError: 1.1197),
        Row(title: "movie title", branches: [.text], published: 0.968, storedError: 1.0015),
        Row(title: "movie id, movie title", branches: [.item, .text], published: 1.087, storedError: 1.2877),
        Row(title: "user history", branches: [.history], published: 0.972, storedError: 0.9320),
        Row(title: "user information", branches: [.user], published: 0.962, storedError: 0.9160),
        Row(
            title: "user history, information", branches: [.history, .user], published: 0.975, storedError: 0.9313),
        Row(
            title: "all branches", branches: Set(SeqRec.Branch.allCases), published: 1.082, storedError: 1.1934),
    ]
    private static let fullModel = "none (full model)"

    /// The title of the row of Table 4 that is ablated.
    public let model: String
    /// Whether anything was measured.
    public var isEmpty: Bool { damaged.isEmpty }
    private var damaged: [String: [Comparison.Run]] = [:]
    private var recovered: [String: [Comparison.Run]] = [:]
    /// Rows that could not be made, and why.
    private var leftOut: [String] = []
    private let bootstrap: Bootstrap?

    /// Nothing measured yet.
    public init(of model: String, bootstrap: Bootstrap?) {
        self.model = model
        self.bootstrap = bootstrap
    }

    /// Ablates a trained model, trains on what is left, and measures, for each row whose branches the model has.
    /// - Parameters:
    ///   - trained: A SeqRec, which stays as it is.
    ///   - experiment: What it was trained in.
    ///   - directory: Where checkpoints and logs go, a folder a row; nil for none.
    ///   - observer: Is told what happens.
    ///   - signalToStopFor: Asked between steps for a signal to stop for; 0 to go on.
    /// - Throws: `ConfigurationError` for another model; what training throws.
    public mutating func measure(
        _ trained: TrainedModel, in experiment: Experiment, directory: URL?,
        observer: (any ComparisonObserver)? = nil, signalToStopFor: @escaping () -> Int32 = { 0 }
    ) throws {
        guard let model = trained.model.model as? SeqRec else {
            throw ConfigurationError(field: "model.name", problem: "'\(trained.entry.name)' has no branches to ablate")
        }
        for (row, folder) in zip(Self.rows, ComparisonRunner.folderNames(Self.rows.map(\.title))) {
            if let problem = model.problemOfAblating(row.branches) {
                let note = "\(row.title): not made, for \(problem.problem)."
                if !leftOut.contains(note) { leftOut.append(note) }
                continue
            }
            let run = directory?.appendingPathComponent("\(folder)-\(trained.seed)")
            let watcher = try observer?.willTrain("\(self.model), ablated: \(row.title), seed \(trained.seed)", in: run)
            let result = try experiment.recover(
                trained, named: row.title, checkpoints: run?.appendingPathComponent("checkpoints"), observer: watcher,
                signalToStopFor: signalToStopFor
            ) { network in try (network as? SeqRec)?.ablate(row.branches) }
            damaged[row.title, default: []].append(.init(seed: trained.seed, outcome: result.damaged))
            recovered[row.title, default: []].append(
                .init(seed: trained.seed, outcome: result.recovered, records: result.records))
        }
    }

    /// Table 5.
    /// - Parameter data: Name of the data, for the title.
    /// - Throws: `EvaluationError`.
    public func table(data: String) throws -> ResultTable {
        let (before, after) = (try comparison(damaged), try comparison(recovered))
        let published = Self.rows.map { ($0.title, [Metric.rmse: $0.published]) }
        var table = try after.table(
            "Table 5 on \(data): \(model), ablated", metrics: [.rmse, .accuracy],
            published: Dictionary(published, uniquingKeysWith: { first, _ in first }), reference: Self.fullModel)
        table.columns.insert(.init(.rmse), at: 0)
        (table.columns[0].title, table.columns[1].title) = ("RMSE before recovery", "RMSE after recovery")
        for (index, row) in measured.enumerated() {
            let evaluation = before.entries[index].mean.evaluation
            table.rows[index].cells.insert(
                .init(
                    value: evaluation[.rmse], spread: evaluation.intervals[.rmse]?.halfWidth,
                    published: row.storedError.squareRoot()), at: 0)
        }
        table.notes += after.spreads(of: [.rmse, .accuracy]) + leftOut + Self.remarks
        return table
    }

    private func comparison(_ runs: [String: [Comparison.Run]]) throws -> Comparison {
        var comparison = Comparison(bootstrap: bootstrap)
        for row in measured { try comparison.add(row.title, runs: runs[row.title] ?? []) }
        return comparison
    }

    private var measured: [Row] { Self.rows.filter { damaged[$0.title] != nil } }

    /// What is to be known of the table.
    public static let remarks = [
        "Published after recovery: Memon et al. 2021, Table 5. Published before recovery: roots of the errors in the stored "
            + "outputs of the authors' program; the paper does not print them.",
        "An ablated branch has weights of zero and keeps its biases, and none of its parameters is learned; the history's forget "
            + "gates are closed too. The vectors of items are learned on, also where the movie's branch is ablated. \"Movie id, "
            + "movie title\" is the branches of movie information and title together.",
        "Recovery: two epochs; the rate makes a cycle of its own, to half of its former peak. Weights begin as those of the best "
            + "epoch, the optimizer's moments as those after the last one: the authors' program goes on with the optimizer object "
            + "that training ended with. Here each row begins with the same moments; whether theirs went from row to row is not "
            + "known. Measured after the second epoch, whichever was better.",
        "The published full model loses 0.005 by its two recovery epochs alone. Only figures after recovery are to be compared "
            + "with each other, and Table 4's SeqRec with those before.",
    ]
}
