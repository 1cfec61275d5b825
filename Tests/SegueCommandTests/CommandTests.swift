import Foundation
import Testing

/// The command line from outside: output, errors, exit codes.
@Suite struct CommandTests {
    @Test func trainEvaluateRecommend() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(Program.recipe, to: "recipe.yaml")
        let trained = try await program.run(
            "train", "recipe.yaml", "--data", "ratings.dat", "--output", "bundle", "--json", "--quiet", "--threads", "1"
        )
        #expect(trained.status == 0, "\(trained.errors)")
        let evaluated = try await program.run(
            "evaluate", "bundle", "--data", "ratings.dat", "--cutoff", "5", "--json", "--threads", "1")
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        #expect(try Self.recall(trained.output) == Self.recall(evaluated.output))

        let known = try await program.run("recommend", "bundle", "--user", "3", "--count", "4", "--json")
        let unseen = try await program.run(
            "recommend", "bundle", "--history", "5,9,nonsense", "--count", "4", "--json", "--exclude-seen")
        #expect(known.status == 0 && unseen.status == 0, "\(known.errors) \(unseen.errors)")
        let answer = try Self.object(unseen.output)
        let items = (answer["recommendations"] as? [[String: Any]])?.compactMap { $0["item"] as? String }
        #expect(items?.count == 4)
        #expect(items?.contains("5") == false && items?.contains("9") == false)
        #expect(answer["unknownItems"] as? [String] == ["nonsense"])
        #expect(try Self.object(known.output)["isKnownUser"] as? Bool == true)
        let huge = try await program.run("recommend", "bundle", "--history", "5", "--count", "99999", "--json")
        #expect((try Self.object(huge.output)["recommendations"] as? [Any])?.count ?? 0 > 40)
    }

    @Test func alteredBundlesAreRefusedByName() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(Program.recipe, to: "recipe.yaml")
        let trained = try await program.run(
            "train", "recipe.yaml", "--model", "popularity", "--data", "ratings.dat", "--output", "bundle", "--quiet")
        #expect(trained.status == 0, "\(trained.errors)")
        let weights = program.directory.appendingPathComponent("bundle/weights.safetensors")
        var bytes = try Data(contentsOf: weights)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: weights)
        let altered = try await program.run("recommend", "bundle", "--history", "1")
        #expect(altered.status == 65)
        #expect(altered.errors.contains("weights.safetensors"))
        try bytes.dropLast(3).write(to: weights)
        let truncated = try await program.run("recommend", "bundle", "--history", "1")
        #expect(truncated.status == 65)
        #expect(truncated.errors.contains("truncated"))
        let missing = try await program.run("recommend", "no-such-bundle", "--history", "1")
        #expect(missing.status == 66)
    }

    @Test func mistakesInRecipesAreLocatedAndTheNearestNameSuggested() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings(users: 4)
        let text = Program.recipe.replacingOccurrences(of: "batchSize: 4", with: "batchsize: 4")
        try program.write(text, to: "recipe.yaml")
        func train(_ extra: [String] = []) async throws -> Program.Result {
            let name = "train-\(UUID().uuidString)"
            let arguments = ["train", "recipe.yaml", "--data", "ratings.dat", "--output", "bundle"] + extra
            return try await program.finish(program.start(arguments, name: name), name: name)
        }
        let misspelled = try await train()
        #expect(misspelled.status == 78)
        #expect(misspelled.errors.contains("recipe.yaml:3:"))
        #expect(misspelled.errors.contains("did you mean 'batchSize'?"))
        try program.write(Program.recipe, to: "recipe.yaml")
        let set = try await train(["--set", "training.epoch=3"])
        #expect(set.status == 78 && set.errors.contains("did you mean 'epochs'?"), "\(set.errors)")
        let type = try await train(["--set", "training.epochs=three"])
        #expect(type.status == 78 && type.errors.contains("whole number"), "\(type.errors)")
        let value = try await train(["--set", "model.hiddenSize=0"])
        #expect(value.status == 78 && value.errors.contains("hiddenSize"), "\(value.errors)")
        let negative = try await train(["--set", "evaluation.resamples=-1"])
        #expect(
            negative.status == 78 && negative.errors.contains("evaluation.resamples: -1 is outside 100"),
            "\(negative.errors)")
        let device = try await train(["--device", "cuda"])
        #expect(device.status == 69 && device.errors.contains("--device cpu"), "\(device.errors)")
    }

    @Test func badDataStopsWithItsLocation() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("1::2::3::4\n1::3::x::5\n", to: "ratings.dat")
        let bad = try await program.run("data", "inspect", "ratings.dat")
        #expect(bad.status == 65)
        #expect(bad.errors.contains("ratings.dat:2:"))
        let skipped = try await program.run("data", "inspect", "ratings.dat", "--max-bad-rows", "1", "--json")
        #expect(skipped.status == 0)
        #expect(try Self.object(skipped.output)["interactionCount"] as? Int == 1)
        let missing = try await program.run("data", "inspect", "nothing.dat")
        #expect(missing.status == 66)
        let usage = try await program.run("recommend")
        #expect(usage.status == 64)
    }

    @Test func modelsAndDoctor() async throws {
        let program = try Program()
        defer { program.remove() }
        let models = try await program.run("models")
        #expect(models.output.contains("attentional-user-gru"))
        let settings = try await program.run("models", "item-knn")
        #expect(settings.status == 0)
        #expect(try Self.object(settings.output)["neighborCount"] as? Int == 100)
        let papers = try await program.run("reproduce", "--list")
        #expect(papers.status == 0 && papers.output.contains("fiscl: Tables 1, 2 and 3"), "\(papers.output)")
        #expect(papers.output.contains("seqrec: Tables 4 and 5"), "\(papers.output)")
        let unknown = try await program.run("models", "item-knnn")
        #expect(unknown.status == 78 && unknown.errors.contains("did you mean 'item-knn'?"))
        let doctor = try await program.run("doctor", "--json")
        #expect(doctor.status == 0)
        #expect(try Self.object(doctor.output)["isSupported"] as? Bool == true)
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    private static func recall(_ text: String) throws -> Double? {
        (try object(text)["values"] as? [String: Any])?["recall@5"] as? Double
    }
}
