import Foundation
import Testing

/// Training a model by its name alone.
@Suite struct TrainWithoutRecipeTests {
    @Test func aModelByName() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        let trained = try await program.run(
            "train", "standard-gru", "--data", "ratings.dat", "--set", "training.epochs=2", "--set",
            "model.hiddenSize=5",
            "--quiet", "--json")
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(trained.errors.contains("1200 interactions, 40 users, 50 items"), "\(trained.errors)")
        let recipe = try Data(contentsOf: URL(fileURLWithPath: program.path("bundles/standard-gru/recipe.json")))
        let object = try JSONSerialization.jsonObject(with: recipe) as? [String: Any]
        let model = (object?["models"] as? [[String: Any]])?.first
        #expect((model?["settings"] as? [String: Any])?["hiddenSize"] as? Int == 5)
        let training = model?["training"] as? [String: Any]
        #expect(training?["epochs"] as? Int == 2 && training?["batchSize"] as? Int == 4)
        // What is shown can be kept, changed, and gives the same training.
        let shown = try await program.run("recipes", "show", "standard-gru", "--data", "ratings.dat")
        #expect(shown.status == 0, "\(shown.errors)")
        try program.write(shown.output, to: "own.yaml")
        let again = try await program.run(
            "train", "own.yaml", "--data", "ratings.dat", "--set", "training.epochs=2", "--set", "model.hiddenSize=5",
            "--quiet", "--json", "--output", "own")
        #expect(again.status == 0, "\(again.errors)")
        let weights = ["bundles/standard-gru", "own"].map {
            try? Data(contentsOf: URL(fileURLWithPath: program.path("\($0)/weights.safetensors")))
        }
        #expect(weights[0] != nil && weights[0] == weights[1])
    }

    @Test func withoutAnythingItListsWhatThereIs() async throws {
        let program = try Program()
        defer { program.remove() }
        for arguments in ["train", "train --data x"] {
            let result = try await program.shell("segue \(arguments)")
            #expect(result.status == 64 && result.output.isEmpty)
            for name in ["user-gru-ml-1m", "FISCL on MovieLens 1M", "attentional-user-gru", "Popularity"] {
                #expect(result.errors.contains(name), "\(name)")
            }
        }
        let list = try await program.run("recipes")
        #expect(list.status == 0 && list.output.contains("user-gru-ml-1m"))
    }

    @Test(arguments: [
        ("standard-gruu", "the model 'standard-gru'"), ("user-gru-ml-2m", "the recipe 'user-gru-ml-1m'"),
        ("min.yaml", "the file 'mine.yaml'"),
    ])
    func unknownNamesSuggestTheNearest(name: String, suggestion: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Program.recipe, to: "mine.yaml")
        let result = try await program.run("train", name, "--data", "x")
        #expect(result.status == 66 && result.errors.contains(suggestion), "\(result.errors)")
    }

    /// A folder of the name of a built-in recipe does not hide it.
    @Test func foldersAreNoRecipes() async throws {
        let program = try Program()
        defer { program.remove() }
        for name in ["demo", "other"] {
            try FileManager.default.createDirectory(atPath: program.path(name), withIntermediateDirectories: true)
        }
        #expect(try await program.run("recipes", "show", "demo").status == 0)
        let folder = try await program.run("train", "other", "--data", "x")
        #expect(folder.status == 66 && folder.errors.contains("this is a folder"), "\(folder.errors)")
    }
}
