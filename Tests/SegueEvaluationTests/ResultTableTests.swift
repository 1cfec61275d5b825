import Foundation
import Testing

@testable import SegueEvaluation

@Suite("Result tables")
struct ResultTableTests {
    private let table = ResultTable(
        title: "User GRU", protocolText: "Protocol D (Donkers 2017): all of it",
        columns: [.init(.mrr(at: 20)), .init(.popularity(at: 20))],
        rows: [
            .init(name: "Item-kNN", cells: [.init(value: 0.03639, spread: 0.0012), .init(value: 120.04)]),
            .init(
                name: "Attentional|<b>",
                cells: [
                    .init(value: 0.06255, spread: 0.001, published: 0.0626, significance: .better), .init(value: 80),
                ]),
            .init(name: "Absent", cells: [.init(value: nil)]),
        ],
        notes: ["± half of it."])

    @Test func plainTextIsAligned() {
        #expect(
            table.plainText() == """
                User GRU
                Protocol D (Donkers 2017): all of it

                Model                    MRR@20    published  Popularity@20
                ───────────────  ────────────────  ─────────  ───────────────
                Item-kNN         0.0364 ±0.0012            –          120.0
                Attentional|<b>  0.0626 ±0.0010▲*     0.0626           80.0
                Absent                        –            –              –

                * best of the column.
                ± half of it.

                """)
    }

    @Test func markdownIsEscaped() {
        #expect(
            table.markdown() == """
                **User GRU**

                Protocol D (Donkers 2017): all of it

                | Model | MRR@20 | published | Popularity@20 |
                | :--- | ---: | ---: | ---: |
                | Item-kNN | 0.0364 ±0.0012 | – | 120.0 |
                | Attentional\\|\\<b\\> | **0.0626 ±0.0010** ▲ | 0.0626 | 80.0 |
                | Absent | – | – | – |

                **Bold**: best of the column. ± half of it.

                """)
    }

    @Test func htmlIsEscaped() {
        let html = table.html()
        #expect(html.contains("<th scope=\"row\">Attentional|&lt;b&gt;</th>"))
        #expect(html.contains("<strong>0.0626</strong> <span class=\"spread\">±0.0010</span>"))
        #expect(!html.contains("<b>"))
    }

    /// Where less is better the least value is the best; the JSON of other columns is as it was.
    @Test func bestValuesFollowTheDirection() throws {
        let made = ResultTable(
            title: "T", protocolText: "p",
            columns: [.init(title: "RMSE", direction: .lower), .init(title: "A"), .init(title: "B", direction: nil)],
            rows: [
                .init(name: "one", cells: [.init(value: 0.9), .init(value: 0.9), .init(value: 0.9)]),
                .init(name: "two", cells: [.init(value: 1.1), .init(value: 1.1), .init(value: 1.1)]),
            ])
        #expect(made.markdown().contains("| one | **0.9000** | 0.9000 | 0.9000 |"))
        #expect(made.markdown().contains("| two | 1.1000 | **1.1000** | 1.1000 |"))
        #expect(try JSONDecoder().decode(ResultTable.self, from: made.json()) == made)
        let old = Data(
            #"[{"title":"A","decimals":4,"marksBest":true},{"title":"B","decimals":1,"marksBest":false}]"#.utf8)
        let columns = try JSONDecoder().decode([ResultTable.Column].self, from: old)
        #expect(columns == [.init(title: "A"), .init(title: "B", decimals: 1, direction: nil)])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(
            try String(bytes: encoder.encode(columns[0]), encoding: .utf8)
                == #"{"decimals":4,"marksBest":true,"title":"A"}"#)
    }

    @Test func jsonRoundTrips() throws {
        #expect(try JSONDecoder().decode(ResultTable.self, from: table.json()) == table)
    }

    @Test func tablesOfEvaluationsTellTheirProtocolAndMarks() throws {
        let set = try evaluationSet((1...12).map { query(user: $0, items: [1], from: 0) }, itemCount: 30)
        var settings = options([10])
        settings.bootstrap = Bootstrap()
        let evaluate = { (name: String, score: Float) in
            try RankingEvaluator(options: settings).evaluate(
                TableModel(itemCount: 30) { _, _, column in column == 0 ? score : 0 }, named: name, on: set)
        }
        let (low, high) = (try evaluate("low", -1), try evaluate("high", 1))
        let comparisons = try SignificanceTest().compare([high], with: low, on: [.recall(at: 10)])
        let made = try ResultTable(
            title: "T", evaluations: [low.evaluation, high.evaluation], metrics: [.recall(at: 10), .ndcg(at: 10)],
            published: ["high": [.recall(at: 10): 0.9]], comparisons: comparisons)
        #expect(made.protocolText == low.evaluation.protocolRecord.text)
        #expect(made.rows[1].cells[0] == .init(value: 1, spread: 0, published: 0.9, significance: .better))
        #expect(made.rows[0].cells[1].significance == nil)
        #expect(
            made.notes == [
                "± half the 95 % confidence interval, bootstrapped over users.",
                "▲ better, ▼ worse than low: paired randomization test over 12 users, p < 0.05 after Holm's "
                    + "correction of 1 comparison.",
            ])
        let other = try RankingEvaluator(options: options([10], averaging: .user)).evaluate(
            TableModel(itemCount: 30) { _, _, _ in 0 }, named: "other", on: set)
        #expect(throws: EvaluationError.self) {
            try ResultTable(title: "T", evaluations: [low.evaluation, other.evaluation], metrics: [.recall(at: 10)])
        }
    }

    /// One cold user of two, who is missed; the warm one is found.
    @Test func segmentsAreTold() throws {
        let set = try evaluationSet(
            [query(user: 1, items: [2], from: 0), query(user: 2, items: [1], from: 0)], itemCount: 4,
            userTrainingCounts: [2, 9])
        var settings = options([1])
        settings.coldUserThreshold = 5
        let evaluation = try RankingEvaluator(options: settings).evaluate(
            TableModel(itemCount: 4) { _, _, column in Float(-column) }, named: "m", on: set
        ).evaluation
        #expect(
            try ResultTable(title: "T", evaluations: [evaluation], metrics: [.recall(at: 1)]).notes == [
                "m, cold users (fewer than 5 training interactions), 1 event of 1 user: Recall@1 0.00000.",
                "m, warm users (at least 5 training interactions), 1 event of 1 user: Recall@1 1.00000.",
            ])
    }

    @Test func numbersAreWrittenAlike() {
        #expect(NumberText.grouped(1_234_567) == "1,234,567")
        #expect(NumberText.grouped(-1_000) == "-1,000")
        #expect(NumberText.grouped(999) == "999")
        #expect(NumberText.fixed(0.0625, decimals: 3) == "0.063")
        #expect(NumberText.fixed(-0.0001, decimals: 2) == "0.00")
        #expect(NumberText.fixed(12.3456, decimals: 0) == "12")
        #expect(NumberText.fixed(.nan, decimals: 2) == "–")
        #expect(NumberText.fixed(-.infinity, decimals: 2) == "-∞")
        #expect(NumberText.fixed(1e300, decimals: 4) == "1e+300")
    }
}
