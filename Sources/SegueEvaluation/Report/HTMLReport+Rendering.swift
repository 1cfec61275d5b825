extension HTMLReport {
    /// The whole page.
    public func html() -> String {
        let lead = subtitle.isEmpty ? "" : "<p class=\"lead\">\(HTMLText.escaped(subtitle))</p>"
        let sections = [resultSection, chartSection, figureSection, exampleSection, factSection, recipeSection]
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            \(Self.generatorMark)
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTMLText.escaped(title))</title>
            <style>
            \(Self.styleSheet)
            \(LineChart.styleSheet)
            </style>
            </head>
            <body>
            <main>
            <header><h1>\(HTMLText.escaped(title))</h1>\(lead)</header>
            \(sections.filter { !$0.isEmpty }.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private var resultSection: String {
        section("Results", tables.map { $0.html() }.joined(separator: "\n"))
    }

    private var chartSection: String {
        let emphasizes = charts.contains { $0.series.contains { $0.emphasized != nil } }
        let note = emphasizes ? "<p class=\"note\">The larger point is the epoch whose weights were kept.</p>" : ""
        return section("Learning curves", charts.isEmpty ? "" : drawn(charts, prefix: "chart") + note)
    }

    private var figureSection: String {
        section("Figures", figures.isEmpty ? "" : drawn(figures, prefix: "figure"))
    }

    private func drawn(_ charts: [LineChart], prefix: String) -> String {
        let figures = charts.enumerated().map { index, chart -> String in
            let svg = chart.svg(identifier: "\(prefix)-\(index + 1)")
            return "<figure><figcaption>\(HTMLText.escaped(chart.title))</figcaption>\(svg)</figure>"
        }
        return "<div class=\"charts\">\(figures.joined())</div>"
    }

    private var exampleSection: String {
        let cards = examples.map { example in
            """
            <article class="example"><h3>\(HTMLText.escaped(example.user))</h3>
            <div class="pair"><div><h4>\(HTMLText.escaped(historyTitle))</h4>\(list(example.history))</div>
            <div><h4>Recommended next</h4>\(list(example.recommended, isNumbered: true))</div></div></article>
            """
        }
        let hasTarget = examples.contains { $0.recommended.contains(where: \.isTarget) }
        let note = hasTarget ? "<p class=\"note\">✓ what the user really chose next.</p>" : ""
        return section("Recommendations", cards.isEmpty ? "" : cards.joined(separator: "\n") + note)
    }

    private var factSection: String {
        let rows = facts.map { "<dt>\(HTMLText.escaped($0.name))</dt><dd>\(HTMLText.escaped($0.value))</dd>" }
        return section("This run", rows.isEmpty ? "" : "<dl>\(rows.joined(separator: "\n"))</dl>")
    }

    private var recipeSection: String {
        let text = "<details><summary>All settings</summary><pre>\(HTMLText.escaped(recipe))</pre></details>"
        return section("Recipe", recipe.isEmpty ? "" : text)
    }

    private func section(_ title: String, _ content: String) -> String {
        content.isEmpty ? "" : "<section><h2>\(HTMLText.escaped(title))</h2>\n\(content)\n</section>"
    }

    private func list(_ items: [RecommendationExample.Item], isNumbered: Bool = false) -> String {
        let rows = items.map { item in
            let check = item.isTarget ? " <span class=\"mark\" title=\"the user's choice\">✓</span>" : ""
            let score = item.score.map { "<span class=\"score\">\(NumberText.fixed($0, decimals: 3))</span>" } ?? ""
            return "<li><span class=\"item\">\(HTMLText.escaped(item.title))\(check)</span>\(score)</li>"
        }
        let element = isNumbered ? "ol" : "ul"
        return "<\(element)>\(rows.joined())</\(element)>"
    }
}
