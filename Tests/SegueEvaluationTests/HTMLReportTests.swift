import Foundation
import Testing

@testable import SegueEvaluation

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("HTML report and charts")
struct HTMLReportTests {
    private let curves = [
        LearningCurve(
            model: "GRU <&>",
            epochs: (1...5).map { .init(number: $0, trainingLoss: 8 / Double($0), validation: 0.01 * Double($0)) },
            keptEpoch: 4),
        LearningCurve(
            model: "Diverged",
            epochs: [
                .init(number: 1, trainingLoss: 7, validation: nil),
                .init(number: 2, trainingLoss: .nan, validation: nil),
                .init(number: 3, trainingLoss: 5, validation: nil),
            ]),
    ]

    @Test func reportEscapesAndLoadsNothing() {
        let nasty = "<script>alert('x')</script> \"&\u{0}"
        let report = HTMLReport(
            title: nasty, subtitle: nasty,
            tables: [
                ResultTable(
                    title: nasty, protocolText: nasty, columns: [.init(title: nasty)],
                    rows: [.init(name: nasty, cells: [])])
            ],
            charts: [.trainingLoss([LearningCurve(model: nasty, epochs: [])])],
            examples: [
                RecommendationExample(
                    user: nasty, history: [.init(title: nasty)],
                    recommended: [.init(title: nasty, score: 1, isTarget: true)])
            ], facts: [.init(nasty, nasty)])
        let html = report.html()
        #expect(!html.contains("<script"))
        #expect(!html.contains("\u{0}"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp;\u{FFFD}"))
        for outside in ["src=", "@import", "url(", "href="] { #expect(!html.contains(outside)) }
    }

    @Test func emptyPartsAreLeftOut() {
        let html = HTMLReport(title: "Nothing").html()
        #expect(!html.contains("<section>"))
        #expect(html.contains("<h1>Nothing</h1>"))
    }

    @Test func chartsAreWellFormedXML() throws {
        for chart in [LineChart.trainingLoss(curves), .validation(.mrr(at: 20), curves), .trainingLoss([])] {
            let parser = XMLParser(data: Data(chart.svg(identifier: "a b<1>", isStandalone: true).utf8))
            #expect(parser.parse(), "\(String(describing: parser.parserError))")
        }
    }

    @Test func lineIsInterruptedWhereAValueIsMissing() {
        let svg = LineChart.trainingLoss(curves).svg(identifier: "x")
        // The second line has two single points, so two moves and no line.
        let paths = svg.components(separatedBy: " d=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(paths.count == 2)
        #expect(paths[0].filter { $0 == "L" }.count == 4)
        #expect(paths[1].filter { $0 == "M" }.count == 2)
        #expect(!paths[1].contains("L"))
        #expect(svg.contains("aria-labelledby=\"x-title x-summary\""))
        #expect(svg.contains("GRU &lt;&amp;&gt;: 1.6000 at epoch 5"))
    }

    @Test func axesHaveRoundTicks() {
        let loss = AxisScale(covering: [1.62, 8, .nan, .infinity], tickCount: 5)
        #expect(loss.ticks == [0, 2, 4, 6, 8])
        #expect(loss.label(of: 2) == "2")
        let metric = AxisScale(covering: [0.011, 0.048], tickCount: 5)
        #expect(metric.ticks.map(metric.label) == ["0.01", "0.02", "0.03", "0.04", "0.05"])
        let epochs = AxisScale(covering: [1, 3], tickCount: 8, wholeNumbers: true, tight: true)
        #expect(epochs.ticks == [1, 2, 3])
        #expect(epochs.position(of: 2) == 0.5)
        let flat = AxisScale(covering: [5], tickCount: 4)
        #expect(flat.lower < 5 && flat.upper > 5)
        #expect(AxisScale(covering: [], tickCount: 4).upper == 1)
    }

    /// Names stand below whole numbers, with half a step of room: of two, the first at a quarter of the axis, from 68 to 544.
    @Test func namesInPlaceOfNumbers() throws {
        let chart = LineChart(
            title: "Models", xTitle: "Model", yTitle: "y", series: [.init(name: "a", points: [.init(x: 1, y: 2)])],
            joinsPoints: false, xNames: ["One & only", "Other"])
        let svg = chart.svg(identifier: "names")
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(svg.contains("x=\"187.0\"") && svg.contains(">One &amp; only</text>") && svg.contains(">Other</text>"))
        #expect(!svg.contains(">1</text>"))
    }

    @Test func pointsThatAreNotJoined() throws {
        let points = [LineChart.Point(x: 1, y: 2, name: "A <film>"), LineChart.Point(x: -1, y: 0)]
        let chart = LineChart(
            title: "Places", xTitle: "x", yTitle: "y", series: [.init(name: "War", points: points)], hasWholeX: false,
            joinsPoints: false)
        let svg = chart.svg(identifier: "positions", isStandalone: true)
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(svg.contains("<path class=\"line\" d=\"\"/>"))
        #expect(svg.contains("A &lt;film&gt;") && svg.contains("2 points of War"))
        let report = HTMLReport(title: "Report", figures: [chart]).html()
        #expect(report.contains("<h2>Figures</h2>") && !report.contains("<h2>Learning curves</h2>"))
    }
}
