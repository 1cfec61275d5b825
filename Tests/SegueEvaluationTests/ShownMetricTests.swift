import Foundation
import Testing

@testable import SegueEvaluation

/// Which metrics are shown, and how tables fit their width.
@Suite("Shown metrics")
struct ShownMetricTests {
    @Test func recallAndHitRateAreShownOnce() throws {
        #expect(
            try RankingEvaluator(options: options([5, 10])).shownMetrics == [
                .recall(at: 5), .recall(at: 10), .mrr(at: 5), .mrr(at: 10), .ndcg(at: 5), .ndcg(at: 10),
            ])
        #expect(try RankingEvaluator(.sasRec).shownMetrics == [.hitRate(at: 10), .mrr(at: 10), .ndcg(at: 10)])
    }

    @Test func columnsAreMeasuredAsAsked() throws {
        var settings = options([3])
        settings.columns = [.coverage(at: 2), .hitRate(at: 1)]
        let evaluator = try RankingEvaluator(options: settings)
        #expect(evaluator.shownMetrics == [.coverage(at: 2), .hitRate(at: 1)])
        let set = try evaluationSet([query(user: 1, items: [1], from: 0)], itemCount: 4)
        let result = try evaluator.evaluate(
            TableModel(itemCount: 4) { _, _, column in Float(-column) }, named: "m", on: set
        ).evaluation
        #expect(result[.coverage(at: 2)] == 0.5)
        #expect(result[.hitRate(at: 1)] == 1)
        settings.columns = []
        #expect(throws: EvaluationError.self) { try RankingEvaluator(options: settings) }
    }

    @Test func namesAreReadInTheirCustomaryForms() {
        #expect(Metric(rawValue: "HR@10") == .hitRate(at: 10))
        #expect(Metric(rawValue: "Recall@20") == .recall(at: 20))
        #expect(Metric(rawValue: "recall@0") == nil)
        #expect(Metric(rawValue: "recall") == nil)
        #expect(Metric.problem(with: "ndgc@5").contains("did you mean 'ndcg@5'?"))
        #expect(Metric.problem(with: "recall").contains("did you mean 'recall@20'?"))
        #expect(!Metric.problem(with: "something").contains("did you mean"))
    }

    private func table(_ metrics: Int, name: String) -> ResultTable {
        let columns = (1...metrics).map { ResultTable.Column(.recall(at: $0 * 100)) }
        let cells = (1...metrics).map { ResultTable.Cell(value: Double($0) / 100, spread: 0.0012, published: 0.5) }
        return ResultTable(
            title: "T", protocolText: String(repeating: "word ", count: 40), columns: columns,
            rows: [.init(name: name, cells: cells), .init(name: "b", cells: cells)])
    }

    @Test(arguments: [
        "Item-kNN", "A model whose name is much longer than a terminal would like, and then some more of it",
    ])
    func wideTablesWrapIntoBlocks(name: String) {
        for width in [80, 60, 40] {
            let text = table(9, name: name).plainText(width: width)
            let lines = text.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
            for number in 1...9 {
                #expect(text.contains("Recall@\(number * 100)"))
                #expect(text.components(separatedBy: "0.0\(number)00 ±0.0012").count == 3)
            }
        }
    }

    @Test func htmlTablesWrapToo() {
        #expect(table(3, name: "a").html().components(separatedBy: "<table").count == 2)
        let wide = table(12, name: "a").html()
        #expect(wide.components(separatedBy: "<table").count == 4)
        #expect(wide.components(separatedBy: "(continued)").count == 3)
        for number in 1...12 { #expect(wide.components(separatedBy: "Recall@\(number * 100)<").count == 2) }
    }
}
