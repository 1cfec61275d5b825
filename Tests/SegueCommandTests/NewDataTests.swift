import Foundation
import Testing

/// Given parts, and measuring a model on data that it was not trained on.
@Suite struct NewDataTests {
    private static let recipe = """
        models: [{name: popularity}]
        split: {strategy: leave-last-out}
        evaluation: {cutoffs: [2]}
        """

    private static func result(_ text: String) throws -> (counts: [String: Int], values: [String: Double], text: String)
    {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let record = object["protocolDescription"] as? [String: Any]
        return (
            try #require(object["counts"] as? [String: Int]), try #require(object["values"] as? [String: Double]),
            try #require(record?["text"] as? String)
        )
    }

    /// Training counts of the small data: a 3, b 2, c 1. New: u1 is asked for c (third of three, not in the first two), u9
    /// for b (second); zz is unknown.
    @Test func newDataIsMeasuredAndCalledSo() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(LabelTests.small, to: "t35.csv")
        try program.write(Self.recipe, to: "r.yaml")
        try program.write(
            "user_id,item_id,timestamp\nu1,a,1\nu1,b,2\nu1,zz,3\nu1,c,4\nu9,a,1\nu9,c,2\nu9,b,3\n", to: "new.csv")
        let trained = try await program.run("train", "r.yaml", "--data", "t35.csv", "--output", "b", "--quiet")
        #expect(trained.status == 0, "\(trained.errors)")
        let refused = try await program.run("evaluate", "b", "--data", "new.csv")
        #expect(refused.status == 65 && refused.errors.contains("--new-data"), "\(refused.errors)")
        let new = try await program.run("evaluate", "b", "--data", "new.csv", "--new-data", "--json")
        #expect(new.status == 0, "\(new.errors)")
        let (counts, values, text) = try Self.result(new.output)
        #expect(counts == ["events": 2, "items": 3, "repeatedTargets": 0, "unseenTargets": 0, "users": 2])
        #expect(values["recall@2"] == 0.5)
        #expect(values["mrr@2"] == 0.25)
        #expect(values["popularity@2"] == 2.5)
        #expect(text.hasPrefix("new data: new.csv (SHA-256 "))
        #expect(
            text.contains(
                "with 1 known user, 1 unknown user and 1 interaction with 1 unknown item, leave-last-out"))
        let old = try await program.run("evaluate", "b", "--data", "t35.csv", "--new-data")
        #expect(old.status == 65 && old.errors.contains("what the model was trained on"), "\(old.errors)")
        let alien = try await program.run("evaluate", "b", "--data", "r.yaml", "--new-data")
        #expect(alien.status == 65)
        // A test part alone: u9 is asked for c and b.
        try program.write("user_id,item_id,timestamp\nu9,a,1\nu9,c,2\nu9,b,3\n", to: "part.csv")
        let part = try await program.run("evaluate", "b", "--test", "part.csv", "--new-data", "--json")
        #expect(part.status == 0, "\(part.errors)")
        #expect(try Self.result(part.output).counts["events"] == 2)
        #expect(try Self.result(part.output).values["recall@2"] == 0.5)
    }

    @Test func givenPartsAreTrainedComparedAndEvaluated() async throws {
        let program = try Program()
        defer { program.remove() }
        let head = "SessionId\tItemId\tTime\n"
        try program.write(head + "s1\ta\t1\ns1\tb\t2\ns2\tb\t1\ns2\ta\t2\ns3\ta\t2\ns3\tc\t3\n", to: "train.tsv")
        try program.write(head + "s8\tb\t7\ns8\ta\t8\ns9\tb\t7\ns9\tc\t8\ns9\tz\t9\n", to: "test.tsv")
        try program.write(head + "s1\tc\t5\n", to: "validation.tsv")
        try program.write(Self.recipe, to: "r.yaml")
        let files = ["--train", "train.tsv", "--validation", "validation.tsv", "--test", "test.tsv"]
        func run(_ arguments: [String]) async throws -> Program.Result {
            let name = "given-\(UUID().uuidString)"
            return try await program.finish(program.start(arguments, name: name), name: name)
        }
        let trained = try await run(["train", "r.yaml", "--output", "b", "--json"] + files)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(trained.errors.contains("the files give the split; the recipe's leave-last-out is not used"))
        // Training counts a 3, b 2, c 1: a is found first, c not among two, z is unseen.
        let (counts, values, text) = try Self.result(trained.output)
        #expect(counts == ["events": 2, "items": 3, "repeatedTargets": 0, "unseenTargets": 1, "users": 2])
        #expect(values["mrr@2"] == 0.5)
        #expect(text.hasPrefix("parts given as files, full ranking over 3 items"))
        let evaluated = try await run(["evaluate", "b", "--json"] + files)
        #expect(evaluated.status == 0 && evaluated.output == trained.output, "\(evaluated.errors)")
        let compared = try await run(["compare", "r.yaml", "--json", "--quiet"] + files)
        #expect(compared.status == 0 && compared.output.contains("parts given as files"), "\(compared.errors)")
        let exchanged = try await run(["evaluate", "b", "--train", "train.tsv", "--test", "validation.tsv"])
        #expect(exchanged.status == 65 && exchanged.errors.contains("--new-data"))
        for wrong in [
            ["--data", "train.tsv", "--test", "test.tsv"], ["--train", "train.tsv"], ["--test", "test.tsv"], [],
        ] {
            let result = try await run(["train", "r.yaml", "--output", "x"] + wrong)
            #expect(result.status == 64, "\(wrong): \(result.errors)")
        }
        try program.write("models: [{name: popularity}]\nsplit: {strategy: given}", to: "given.yaml")
        let alone = try await run(["compare", "given.yaml", "--data", "train.tsv"])
        #expect(alone.status == 78 && alone.errors.contains("--train FILE --test FILE"), "\(alone.errors)")
    }
}
