import Foundation
import SegueCore
import SegueEvaluation

/// A search as tables and charts.
public struct StudyReport {
    /// The summary that is shown.
    public let summary: StudySummary
    private let study: Study
    private let title: String

    /// Curves in a chart, and lines in its legend, at most.
    private static let curveCount = 12

    /// - Parameters:
    ///   - study: The search.
    ///   - summary: What came of it.
    ///   - title: The recipe's title.
    public init(_ study: Study, summary: StudySummary, title: String) {
        self.study = study
        self.summary = summary
        self.title = title
    }

    /// The trials, the best first.
    public var trials: ResultTable {
        let metric = summary.metric
        let rows = summary.trials.filter { $0.value != nil }.map { trial in
            ResultTable.Row(
                name: Self.name(trial),
                cells: [
                    .init(value: trial.value), .init(value: Double(trial.epochs)),
                    .init(value: trial.bestEpoch.map(Double.init)), .init(value: trial.seconds),
                ])
        }
        let failed = summary.trials.filter { $0.failure != nil }
        let pruned = summary.trials.count { $0.isPruned }
        var notes = pruned > 0 ? ["\(pruned) trials were left early: others had got better by then."] : []
        if let first = failed.first {
            notes.append(
                "\(failed.count) trials failed, the first of them (\(Self.name(first))): \(first.failure ?? "").")
        }
        return ResultTable(
            title: title,
            protocolText: "Trials by \(metric.title) on the validation part; the test part was not looked at.",
            columns: [
                .init(metric), .init(title: "Epochs", decimals: 0, direction: nil),
                .init(title: "Best epoch", decimals: 0, direction: nil),
                .init(title: "Seconds", decimals: 1, direction: nil),
            ], rows: rows, notes: notes, rowTitle: "Trial")
    }

    /// The influence of each setting.
    public var influence: ResultTable {
        ResultTable(
            title: "Influence of each setting",
            protocolText:
                "Share of the variance of \(summary.metric.title) over all settings searched that a setting alone makes "
                + "(functional ANOVA over 64 regression trees grown on the trials).",
            columns: [.init(title: "Share", decimals: 3, direction: nil)],
            rows: summary.influence.map { .init(name: $0.path, cells: [.init(value: $0.share)]) },
            notes: ["What is left of 1 is due to settings together."], rowTitle: "Setting")
    }

    /// The best trials' curves.
    public var curves: [LearningCurve] {
        summary.trials.filter { $0.curve.count > 1 }.prefix(Self.curveCount).map { trial in
            LearningCurve(
                model: "Trial \(trial.number)",
                epochs: trial.curve.enumerated().map { .init(number: $0 + 1, trainingLoss: nil, validation: $1) },
                keptEpoch: trial.bestEpoch)
        }
    }

    /// The best value so far, and each trial's, by the time of the search.
    public var progress: LineChart {
        let results = study.trials.compactMap { trial in
            study.value(of: trial).flatMap { value in trial.result.map { (trial.number, $0.elapsed, value) } }
        }.sorted { $0.1 < $1.1 }
        var best: Double?
        let steps = results.map { result -> LineChart.Point in
            let leader = best.map { summary.direction.isBetter(result.2, than: $0) ? result.2 : $0 } ?? result.2
            best = leader
            return LineChart.Point(x: result.1, y: leader)
        }
        return LineChart(
            title: "Best validation \(summary.metric.title) by time", xTitle: "Seconds",
            yTitle: "Validation \(summary.metric.title)", series: [.init(name: "Best so far", points: steps)],
            hasWholeX: false)
    }

    /// For each number that was searched, the trials' values against it, by logarithm where it was drawn so.
    public var settings: [LineChart] {
        zip(study.space.paths, study.space.ranges).compactMap { path, range in
            guard range.choiceCount == nil else { return nil }
            let points = summary.trials.compactMap { trial -> LineChart.Point? in
                guard let x = trial.values[path]?.number, let y = trial.value else { return nil }
                return LineChart.Point(x: range.isLogarithmic ? log10(x) : x, y: y, name: Self.name(trial))
            }
            return LineChart(
                title: "Trials by \(path)", xTitle: range.isLogarithmic ? "\(path), decimal logarithm" : path,
                yTitle: "Validation \(summary.metric.title)", series: [.init(name: "Trials", points: points)],
                hasWholeX: false, joinsPoints: false)
        }
    }

    private static func name(_ trial: StudySummary.Entry) -> String {
        "\(trial.number): \(Trial.text(of: trial.values))"
    }
}
