import Foundation
import Testing

/// item2vec, similar items and FISCL from outside.
@Suite struct ItemVectorCommandTests {
    @Test func similarItemsOfABundle() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.writeMovies()
        let trained = try await program.run(
            "train", "item2vec", "--data", "ratings.dat", "--output", "bundle", "--quiet", "--set",
            "model.itemVectors.epochs=2")
        #expect(trained.status == 0, "\(trained.errors)")
        let similar = try await program.run("similar", "bundle", "--item", "5", "--count", "3", "--json")
        #expect(similar.status == 0, "\(similar.errors)")
        let items = try JSONSerialization.jsonObject(with: Data(similar.output.utf8)) as? [[String: Any]] ?? []
        #expect(items.count == 3)
        #expect(
            items.allSatisfy { ($0["item"] as? String) != "5" && ($0["title"] as? String)?.hasPrefix("Film ") == true })
        let scores = items.compactMap { $0["score"] as? Double }
        #expect(scores == scores.sorted(by: >) && scores.count == 3)
        let unknown = try await program.run("similar", "bundle", "--item", "nonsense")
        #expect(unknown.status == 65 && unknown.errors.contains("'nonsense' is unknown"), "\(unknown.errors)")
        try program.write(Program.recipe, to: "recipe.yaml")
        let popular = try await program.run(
            "train", "recipe.yaml", "--model", "popularity", "--data", "ratings.dat", "--output", "popular", "--quiet")
        #expect(popular.status == 0)
        let none = try await program.run("similar", "popular", "--item", "5")
        #expect(none.status == 65 && none.errors.contains("does not compare items"), "\(none.errors)")
    }

    @Test func fisclWithoutLabelsIsAClearError() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(Program.fisclRecipe, to: "recipe.yaml")
        let arguments = ["train", "recipe.yaml", "--data", "ratings.dat", "--output", "bundle", "--quiet"]
        let refused = try await program.finish(program.start(arguments, name: "refused"), name: "refused")
        #expect(refused.status == 78, "\(refused.errors)")
        #expect(refused.errors.contains("usesLabels") && refused.errors.contains("false"), "\(refused.errors)")
        let without = arguments + ["--set", "model.usesLabels=false"]
        let trained = try await program.finish(program.start(without, name: "trained"), name: "trained")
        #expect(trained.status == 0, "\(trained.errors)")
        let answer = try await program.run(
            "recommend", "bundle", "--history", "3,nonsense,9", "--count", "4", "--exclude-seen", "--json")
        #expect(answer.status == 0 && answer.output.contains("nonsense"), "\(answer.errors)")
    }

    @Test func reproduceFISCLMakesThreeTablesTwice() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.writeMovies()
        try program.write(Program.fisclRecipe, to: "recipe.yaml")
        let result = try await program.run(
            "reproduce", "fiscl", "--recipe", "recipe.yaml", "--data", "ratings.dat", "--seeds", "1", "--output", "out",
            "--quiet", "--json", "--threads", "1", "--set", "training.epochs=1")
        #expect(result.status == 0, "\(result.errors)")
        let tables = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]] ?? []
        #expect(tables.count == 6)
        func rows(_ table: Int) -> [String] {
            (tables[table]["rows"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
        }
        for first in [0, 3] {
            #expect(
                rows(first) == [
                    "Popularity", "FISCL", "FISCL without class labels", "FISCL with cross-entropy (our variation)",
                ])
            #expect(
                rows(first + 1) == ["8 dimensions", "16 dimensions", "20 dimensions", "32 dimensions"])
            #expect(rows(first + 2) == ["Bi-LSTM", "DBi-LSTM"])
        }
        for folder in ["random-users", "chronological"] {
            for file in ["tables.md", "tables.json", "report.html", "item-vectors.svg"] {
                #expect(
                    FileManager.default.fileExists(atPath: program.path("out/\(folder)/\(file)")), "\(folder)/\(file)")
            }
            let svg = try String(contentsOfFile: program.path("out/\(folder)/item-vectors.svg"), encoding: .utf8)
            #expect(svg.contains("Film 1 (1999)") && svg.contains(">War<"))
        }
    }
}
