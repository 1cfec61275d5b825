import SegueEvaluation
import SegueModels
import SegueTraining

/// The models of an experiment side by side, each with one or more seeds.
public struct Comparison {
    /// One model with all its seeds.
    public struct Entry {
        /// Name in tables.
        public let title: String
        /// One run per seed.
        public let runs: [Run]
        /// The mean over seeds.
        public let mean: EvaluationOutcome
        /// The spread over seeds.
        public let seeds: SeedSummary
    }

    /// One seed of one model.
    public struct Run {
        /// The seed.
        public let seed: UInt64
        /// What was measured.
        public let outcome: EvaluationOutcome
        /// One record per epoch; none for fitted models.
        public let records: [EpochRecord]
        /// The epoch whose weights were kept.
        public let bestEpoch: Int?
        /// Seconds training took.
        public let seconds: Double

        /// A measured model.
        public init(_ trained: TrainedModel, outcome: EvaluationOutcome) {
            self.init(
                seed: trained.seed, outcome: outcome, records: trained.records, bestEpoch: trained.bestEpoch,
                seconds: trained.seconds)
        }

        /// A run of the given values.
        public init(
            seed: UInt64, outcome: EvaluationOutcome, records: [EpochRecord] = [], bestEpoch: Int? = nil,
            seconds: Double = 0
        ) {
            self.seed = seed
            self.outcome = outcome
            self.records = records
            self.bestEpoch = bestEpoch
            self.seconds = seconds
        }
    }

    /// The models, in the order of the table.
    public private(set) var entries: [Entry] = []
    private let bootstrap: Bootstrap?

    /// Nothing compared yet.
    /// - Parameter bootstrap: How intervals of the means are computed; nil for none.
    public init(bootstrap: Bootstrap?) { self.bootstrap = bootstrap }

    /// Adds a model.
    /// - Throws: `EvaluationError` when it was not measured like the others.
    public mutating func add(_ title: String, runs: [Run]) throws {
        let mean = try EvaluationOutcome.mean(of: runs.map(\.outcome), bootstrap: bootstrap)
        entries.append(
            Entry(title: title, runs: runs, mean: mean, seeds: SeedSummary(runs.map(\.outcome.evaluation))))
    }

    /// Adds the models of another comparison.
    public mutating func append(_ other: Comparison) { entries += other.entries }

    /// Some of the models, under other titles if wished.
    /// - Parameter title: The new title of a model by its old one; nil leaves the model out.
    public func selecting(_ title: (String) -> String?) -> Comparison {
        var selection = self
        selection.entries = entries.compactMap { entry in
            title(entry.title).map {
                Entry(title: $0, runs: entry.runs, mean: entry.mean.renamed($0), seeds: entry.seeds)
            }
        }
        return selection
    }

    /// The models in the order of given titles; those not among them come last.
    public func ordered(as titles: [String]) -> Comparison {
        var comparison = self
        let ranks = Dictionary(zip(titles, titles.indices)) { first, _ in first }
        let order = entries.indices.sorted { left, right in
            (ranks[entries[left].title] ?? .max, left) < (ranks[entries[right].title] ?? .max, right)
        }
        comparison.entries = order.map { entries[$0] }
        return comparison
    }

    /// The table, with significance marks against a reference model.
    /// - Parameters:
    ///   - title: What the table shows.
    ///   - metrics: The columns.
    ///   - published: Published figures by model title.
    ///   - reference: Title of the model the others are tested against; nil for no test.
    ///   - notesImprovements: Whether the RelaImpr of each over the reference is noted below.
    /// - Throws: ``ComparisonError`` when there is no model of that title, `EvaluationError`.
    public func table(
        _ title: String, metrics: [Metric], published: [String: [Metric: Double]] = [:], reference: String? = nil,
        notesImprovements: Bool = true
    ) throws -> ResultTable {
        var comparisons: [PairedComparison] = []
        var note: String?
        if let reference {
            guard let index = entries.firstIndex(where: { $0.title == reference }) else {
                throw ComparisonError.unknownReference(title: reference, known: entries.map(\.title))
            }
            let base = entries[index].mean
            let others = entries.indices.filter { $0 != index }.map { entries[$0].mean }
            comparisons = try SignificanceTest().compare(others, with: base, on: metrics)
            if base.users.activeRowCount < 2 {
                note = "No significance test against \(reference): it takes at least two users with test events."
            }
        }
        var table = try ResultTable(
            title: title, evaluations: entries.map(\.mean.evaluation), metrics: metrics, published: published,
            comparisons: comparisons)
        if let note { table.notes.append(note) }
        if notesImprovements, let base = entries.first(where: { $0.title == reference }) {
            table.noteImprovements(
                of: entries.filter { $0.title != reference }.map(\.mean.evaluation), over: base.mean.evaluation,
                in: metrics)
        }
        return table
    }

    /// The reliability diagram of models of clicks; nil for other tasks.
    public var reliability: LineChart? {
        let models = entries.filter { !$0.mean.reliability.isEmpty }.map { ($0.title, $0.mean.reliability) }
        return models.isEmpty ? nil : .reliability(models)
    }

    /// The learning curves of the first seed of each trained model.
    public var curves: [LearningCurve] {
        entries.compactMap { entry in
            guard let run = entry.runs.first, !run.records.isEmpty else { return nil }
            let epochs = run.records.map {
                LearningCurve.Epoch(number: $0.epoch, trainingLoss: $0.loss, validation: $0.validation)
            }
            return LearningCurve(model: entry.title, epochs: epochs, keptEpoch: run.bestEpoch)
        }
    }
}
