import Foundation
import SegueData
import SegueEvaluation
import Testing

@testable import SegueExperiments

/// What is compiled in: the recipes of the folder, and the papers that they reproduce.
@Suite struct BuiltInRecipesTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Recipes")

    @Test func everyFileOfTheFolderIsBuiltIn() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(files.count >= 8)
        #expect(files == BuiltInRecipes.names.map { "\($0).yaml" })
        for file in files {
            let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
            #expect(BuiltInRecipes.text(named: String(file.dropLast(5))) == text)
        }
        #expect(BuiltInRecipes.text(named: "none") == nil)
    }

    @Test(arguments: BuiltInRecipes.names)
    func everyRecipeCanBeRead(_ name: String) throws {
        let recipe = try Recipe(yaml: #require(BuiltInRecipes.text(named: name)), file: name)
        #expect(!recipe.title.isEmpty && !recipe.models.isEmpty)
    }

    @Test func papersFindTheRecipeOfTheData() throws {
        #expect(Reproduction.all.map(\.name) == ["user-gru", "fiscl", "seqrec", "ssrf"])
        #expect(Reproduction.userGRU.reducedData == ["ml-100k", "ml-1m"])
        #expect(Reproduction.userGRU.recipeName(for: "ml-1m") == "user-gru-ml-1m")
        #expect(Reproduction.fiscl.recipeName(for: "ml-10m") == "fiscl-paper")
        let dataset = try SyntheticCatalog(users: 30, items: 60, interactions: 600).dataset()
        let recipe = try Reproduction.userGRU.recipe(for: dataset, settings: ["training.epochs=1"])
        #expect(try recipe.referenceTitle(UserGRUPaper.reference) == "Standard GRU")
        #expect(recipe.models.allSatisfy { $0.training.epochs == 1 })
        let base = try Reproduction.fiscl.recipe(for: dataset)
        for split in FISCLPaper.Split.allCases {
            let titles = try FISCLPaper.recipe(base, split: split).models.map(\.title)
            #expect(Set(titles).count == titles.count && titles.contains(FISCLPaper.title))
        }
    }

    /// Each row of SeqRec's table names a model of a recipe, once, and all of one protocol are split alike.
    @Test func seqRecFindsTheModelsOfItsRows() throws {
        #expect(Reproduction.seqRec.reducedData.isEmpty)
        #expect(Reproduction.seqRec.recipeName(for: "ml-1m") == "seqrec-ml-1m")
        let all = SeqRecPaper.allRows
        #expect(Set(all.map(\.name)).count == all.count && Set(all.map(\.title)).count == all.count)
        let recipes = try all.recipes { name in
            try Recipe(yaml: #require(BuiltInRecipes.text(named: name)), file: name)
        }
        #expect(recipes.flatMap { $0.recipe.models.map(\.title) } == all.map(\.title))
        for (name, recipe) in recipes where !SeqRecPaper.knownUserRows.contains(where: { $0.recipe == name }) {
            #expect(recipe.split == .randomUsers(.seqRec), "\(name)")
            #expect(recipe.examples == ExampleChoice(LaterHalf()) && recipe.testExamples == recipe.examples, "\(name)")
        }
        #expect(throws: (any Error).self) { try SeqRecPaper.allRows.row(named: "none") }
        #expect(try SeqRecPaper.allRows.row(named: "bst").published[.rmse] == 0.841)
    }

    @Test func titlesThatDifferInSignsAloneGetFoldersOfTheirOwn() {
        #expect(ComparisonRunner.folderNames(["A b", "A-b", "C"]) == ["a-b", "a-b-no2", "c"])
    }
}
