import SegueData
import SegueEvaluation
import Testing

@testable import SegueExperiments

/// SSRF's rows, samplings and tables, against what is printed and worked out by hand.
@Suite struct SSRFPaperTests {
    private static func recipes(_ rows: [PaperRow] = SSRFPaper.rows) throws -> [(name: String, recipe: Recipe)] {
        try rows.recipes { try Recipe(yaml: #require(BuiltInRecipes.text(named: $0)), file: $0) }
    }

    @Test func everyRowIsAModelOfOneProtocol() throws {
        let rows = SSRFPaper.rows
        #expect(Set(rows.map(\.name)).count == rows.count && Set(rows.map(\.title)).count == rows.count)
        let recipes = try Self.recipes()
        #expect(Set(recipes.flatMap { $0.recipe.models.map(\.title) }) == Set(rows.map(\.title)))
        let first = try #require(recipes.first?.recipe)
        for (name, recipe) in recipes {
            #expect(recipe.examples == first.examples && recipe.split == first.split, "\(name)")
            #expect(recipe.evaluation == first.evaluation && recipe.task == .click, "\(name)")
        }
        let published = rows.compactMap { row in row.published[.auc].map { "\(row.name) \($0)" } }
        #expect(
            published == [
                "fm 0.698", "nfm 0.678", "wide-and-deep 0.68", "deepfm 0.704", "dcn 0.697", "autoint 0.714",
                "din 0.676",
                "ssrf 0.88",
            ])
        #expect(SSRFPaper.usualLines.allSatisfy { name in rows.contains { $0.name == name } })
        #expect(SSRFPaper.variants.allSatisfy { title in rows.contains { $0.title == title } })
    }

    @Test func samplingsAreDeparturesFromTheProtocol() throws {
        let base = try #require(try Self.recipes().first?.recipe)
        func strategy(_ sampling: SSRFPaper.Sampling, _ weights: [String: Double] = [:]) throws -> ClickFirstContact {
            let recipe = try SSRFPaper.recipe(base, sampling: sampling, weights: weights)
            return try #require(recipe.examples?.strategy as? ClickFirstContact)
        }
        #expect(try ExampleChoice(strategy(.uniform)) == base.examples)
        #expect(try strategy(.popularity).sampler == .popularity)
        #expect(try strategy(.knownAtEvent).catalog == .knownAtEvent)
        #expect(try strategy(.frozenHistory).history == .frozenAtCut)
        #expect(try strategy(.withRepeats).keepsRepeats)
        #expect(try strategy(.uniform, ["buy": 5]).weights == ["buy": 5])
        var other = base
        other.examples = ExampleChoice(EventWithNegatives())
        #expect(throws: (any Error).self) { try SSRFPaper.recipe(other, sampling: .uniform) }
    }

    /// Eq. 15 by hand: 0.204 ∕ 0.198 − 1, 0.38 ∕ 0.198 − 1, 0.176 ∕ 0.198 − 1 and 0.412 ∕ 0.228 − 1.
    @Test func printedImprovementsAreNotThoseOfTheirEquation() throws {
        let table = SSRFPaper.publishedTable
        func cell(_ row: String, _ column: Int) throws -> Double {
            try #require(table.rows.first { $0.name == row }?.cells[column].value)
        }
        #expect(try cell("FM", 2) == 0 && cell("FM", 1) == 38.91 && cell("FM", 5) == 0)
        #expect(try abs(cell("DeepFM", 2) - 3.0303) < 1e-4)
        #expect(try abs(cell("SSRF", 2) - 91.9192) < 1e-4)
        #expect(try abs(cell("DIN", 2) - -11.1111) < 1e-4)
        #expect(try abs(cell("SSRF", 5) - 80.7018) < 1e-4)
        #expect(Set(table.notes) == SSRFPaper.allRemarks && table.rows.count == 8)
    }

    @Test func kindsThatAreMoreThanAViewHaveTheWeight() throws {
        #expect(try SSRFWeights.kinds(among: ["pv", "cart", "buy"], weight: 4) == ["cart": 4, "buy": 4])
        #expect(throws: PreparationError.self) { try SSRFWeights.kinds(among: ["pv"], weight: 4) }
        #expect(SSRFWeights.text(2) == "2" && SSRFWeights.text(0.5) == "0.5")
    }
}
