import Foundation
import SegueEvaluation

extension SSRFPaper {
    private static let metrics: [Metric] = [.auc, .userAUC, .logLoss, .calibration]

    /// Table II by one sampling: figures with intervals, marks against FM, and RelaImpr (Eq. 15) over FM of the same run.
    /// - Parameters:
    ///   - comparison: The rows that were measured.
    ///   - sampling: How their examples were sampled.
    ///   - data: Name of the data, for the title.
    /// - Throws: `EvaluationError` when rows were not measured alike.
    public static func table(_ comparison: Comparison, _ sampling: Sampling, data: String) throws -> ResultTable {
        let ordered = comparison.ordered(as: rows.map(\.title))
        let baseEntry = ordered.entries.first { $0.title == base }
        var table = try ordered.table(
            "Table II on \(data), \(sampling.title)", metrics: metrics, published: rows.published,
            reference: baseEntry?.title, notesImprovements: false)
        if let baseEntry {
            for metric in [Metric.auc, .userAUC] {
                table.columns.append(.init(title: "RelaImpr of \(metric.title), %", decimals: 2))
                for (index, entry) in ordered.entries.enumerated() {
                    let value = entry.mean.evaluation.relativeImprovement(of: metric, over: baseEntry.mean.evaluation)
                    table.rows[index].cells.append(.init(value: value.map { $0 * 100 }))
                }
            }
            table.notes.append("RelaImpr: (AUC − ½) ∕ (AUC of FM − ½) − 1 (Eq. 15).")
        } else {
            table.notes.append("Without FM there is neither RelaImpr nor a test against it: --rows fm adds it.")
        }
        table.columns.append(.init(title: "AUC published for Retailrocket", decimals: 3, direction: nil))
        for index in table.rows.indices {
            let published = published.first { $0.title == table.rows[index].name }
            table.rows[index].cells.append(.init(value: published?.retailrocket.auc))
        }
        table.notes += ordered.spreads(of: [.auc, .userAUC, .logLoss])
        return table
    }

    /// How far each model lies from SSRF, with paired tests; nil without SSRF or anything to compare it with.
    /// - Throws: `EvaluationError` when they were not measured alike.
    public static func rivals(_ comparison: Comparison, _ sampling: Sampling, data: String) throws -> ResultTable? {
        let ordered = comparison.ordered(as: rows.map(\.title))
        guard let ssrf = ordered.entries.first(where: { $0.title == own }), ordered.entries.count > 1 else {
            return nil
        }
        let others = ordered.entries.filter { $0.title != own }
        let tested: [Metric] = [.auc, .userAUC, .logLoss]
        let found = try SignificanceTest().compare(others.map(\.mean), with: ssrf.mean, on: tested)
        var table = ResultTable(
            title: "Against SSRF on \(data), \(sampling.title)",
            protocolText: "as in the table above: \(sampling.title)", columns: [], rows: [])
        for metric in tested {
            table.columns.append(
                .init(title: "\(metric.title) − SSRF's", decimals: 4, direction: metric.kind.direction))
            table.columns.append(.init(title: "p", decimals: 4, direction: nil))
        }
        table.rows = others.map { other in
            ResultTable.Row(
                name: other.title,
                cells: tested.flatMap { metric -> [ResultTable.Cell] in
                    let test = found.first { $0.model == other.title && $0.metric == metric }
                    return [
                        .init(
                            value: test?.difference, spread: test?.interval.halfWidth,
                            significance: test.flatMap { .init($0) }), .init(value: test?.adjustedPValue),
                    ]
                })
        }
        table.notes = [
            found.isEmpty
                ? "No test: it takes at least two users with test events."
                : "▲ better, ▼ worse than SSRF, p < 0.05 after Holm's correction of \(found.count) comparisons: of AUC DeLong's "
                    + "test with users as clusters, of the others the paired randomization test over users. ± half the 95 % "
                    + "confidence interval of the difference."
        ]
        return table
    }

    /// Table II as it was printed, beside what Eq. 15 makes of its own AUCs.
    public static var publishedTable: ResultTable {
        func percent(_ auc: Double, over base: Double) -> Double { ((auc - 0.5) / (base - 0.5) - 1) * 100 }
        let rows = published.map { row in
            ResultTable.Row(
                name: row.title,
                cells: [
                    row.alibaba.auc, row.alibaba.improvement, percent(row.alibaba.auc, over: published[0].alibaba.auc),
                    row.retailrocket.auc, row.retailrocket.improvement,
                    percent(row.retailrocket.auc, over: published[0].retailrocket.auc),
                ].map { ResultTable.Cell(value: $0) })
        }
        let heads = ["AUC", "RelaImpr as printed, %", "RelaImpr by Eq. 15, %"]
        let columns = ["Alibaba", "Retailrocket"].flatMap { data in
            heads.enumerated().map { index, head in
                ResultTable.Column(title: "\(data): \(head)", decimals: index == 0 ? 3 : 2, direction: nil)
            }
        }
        return ResultTable(
            title: "Table II as it was printed", protocolText: "first 70 % train, last 30 % test; no more is said",
            columns: columns, rows: rows, notes: publishedRemarks + generalRemarks)
    }

    /// Which of the AUCs printed for Alibaba come out by a sampling, in a sentence.
    public static func finding(_ comparison: Comparison, _ sampling: Sampling) -> String? {
        var (within, ours, theirs) = ([String](), [String](), [String]())
        for row in published {
            guard let evaluation = comparison.entries.first(where: { $0.title == row.title })?.mean.evaluation,
                let value = evaluation[.auc]
            else { continue }
            let interval = evaluation.intervals[.auc]
            if let interval, interval.lower <= row.alibaba.auc, row.alibaba.auc <= interval.upper {
                within.append(row.title)
            } else if value > row.alibaba.auc {
                ours.append(row.title)
            } else {
                theirs.append(row.title)
            }
        }
        guard !(within + ours + theirs).isEmpty else { return nil }
        let counts = comparison.entries.first { $0.title == "Both counts" }?.mean.evaluation[.auc]
        let counting = counts.map { String(format: " Counting alone (Both counts) gets %.4f.", $0) } ?? ""
        func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
        return
            "With \(sampling.title), of the AUCs printed for Alibaba there come out, within our interval: \(list(within)); "
            + "ours is higher for \(list(ours)), and lower for \(list(theirs)).\(counting)"
    }
}
