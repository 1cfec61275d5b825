import Foundation
import Testing

/// Data of clicks that lacks something: what comes of it is defined, counted and said.
@Suite struct BadClickTests {
    private static let features = "features: {derived: [hour, weekday, gap, user-category-count, history-gap]}"

    private static func recipe(
        examples: String = "{strategy: click-first-contact, negatives: 2}", features: String = Self.features,
        model: String = "fm", test: Double = 0.2
    ) -> String {
        """
        task: click
        data: {unseenItems: keep}
        split: {strategy: global-time, train: \(1 - test - 0.1), validation: 0.1}
        \(features)
        examples: \(examples)
        testExamples: \(examples)
        training: {batchSize: 64, epochs: 1}
        models: [{name: \(model)}]
        evaluation: {resamples: 100}
        """
    }

    private struct Result: Decodable {
        struct Counts: Decodable { let users, events, positives, usersOfOneLabel: Int }
        let values: [String: Double]
        let counts: Counts
        let notes: [String]?
    }

    private func train(_ program: Program, _ data: String = "clicks.csv", _ more: String...) async throws
        -> Program.Result
    {
        try await program.run(
            all: ["train", "r.yaml", "--data", data, "--output", "b", "--quiet", "--json", "--threads", "1"] + more)
    }

    private func measured(_ result: Program.Result) throws -> Result {
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(Result.self, from: Data(result.output.utf8))
    }

    /// A field of kinds of interaction needs them, and so do weights by kind; nothing is written.
    @Test func kindsOfInteractionAreMissed() async throws {
        let program = try Program()
        defer { program.remove() }
        let rows = (0..<120).map { "u\($0 % 12),i\($0 % 7),\(1000 + $0),c\($0 % 3)\n" }.joined()
        try program.write("user,item,time,category\n" + rows, to: "plain.csv")
        let columns = "user=user,item=item,time=time,context=category"
        let cases = [
            (Self.recipe(features: "features: {derived: [history-behavior]}"), "features.derived", 78),
            (
                Self.recipe(examples: "{strategy: click-first-contact, negatives: 2, weights: {buy: 3}}"),
                "needs the column “behavior”", Int32(65)
            ),
            (
                Self.recipe(examples: "{strategy: click-first-contact, negatives: 2, dislikes: [hate]}"), "hate", 78
            ),
        ]
        for (recipe, problem, status) in cases {
            try program.write(recipe, to: "r.yaml")
            let result = try await train(program, "plain.csv", "--columns", columns)
            #expect(result.status == status && result.errors.contains(problem), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: program.path("b")))
        }
    }

    /// Clicks recorded as 1 and 0, 10 users with 12 events each.
    private func labels(_ label: (_ user: Int, _ step: Int) -> Int) -> String {
        var text = "user,item,rating,time\n"
        for user in 1...10 {
            for step in 0..<12 {
                text += "\(user),\((user * 5 + step * 7) % 20),\(label(user, step)),\(step * 1000 + user)\n"
            }
        }
        return text
    }

    /// With one label alone there is no AUC; what is left is finite, and users are counted.
    @Test(arguments: [0, 1]) func oneLabelAlone(label: Int) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.recipe(examples: "{strategy: every-event}", features: ""), to: "r.yaml")
        try program.write(labels { _, _ in label }, to: "clicks.csv")
        let result = try measured(try await train(program))
        #expect(result.values["auc"] == nil && result.values["user_auc"] == nil && result.values["gauc"] == nil)
        #expect(try #require(result.values["log_loss"]).isFinite)
        #expect(result.counts.usersOfOneLabel == 10 && result.counts.positives == result.counts.events * label)
        let table = try await program.run("evaluate", "b", "--data", "clicks.csv", "--threads", "1")
        #expect(table.output.contains("leave out 10 of 10 users"), "\(table.output)")
        #expect(table.output.contains(" – "))
    }

    /// A user who takes nothing in the test part has no AUC of their own, but counts in that over all rows.
    @Test func aUserWithNegativesOnly() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.recipe(examples: "{strategy: every-event}", features: "", test: 0.4), to: "r.yaml")
        try program.write(labels { user, step in user == 3 ? 0 : step % 2 }, to: "clicks.csv")
        let result = try measured(try await train(program))
        #expect(result.counts.users == 10 && result.counts.usersOfOneLabel == 1)
        #expect(try (0...1).contains(#require(result.values["auc"])))
        #expect(try (0...1).contains(#require(result.values["user_auc"])))
        let table = try await program.run("evaluate", "b", "--data", "clicks.csv", "--threads", "1")
        #expect(table.output.contains("leave out 1 of 10 users"), "\(table.output)")
    }

    /// Categories, kinds and users that occur in test alone are unknown values, not errors; items that train lacks are no
    /// samples, and counted.
    @Test func valuesThatTrainDoesNotHave() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeClicks(kinds: ["pv"])
        let path = program.path("clicks.csv")
        let late = 1_511_550_000 + 20 * 30_000
        // A kind and a user of their own; an item of a category of its own, which no sample is of.
        let more =
            "1,106,10,buy,\(late)\n99,106,10,pv,\(late + 5)\n"
            + "1,9999,77,buy,\(late + 10)\n2,112,10,pv,\(late + 20)\n"
        try program.write(try String(contentsOfFile: path, encoding: .utf8) + more, to: "clicks.csv")
        let features =
            "features: {derived: [hour, user-category-count, category-count, history-behavior, history-gap]}"
        try program.write(Self.recipe(features: features, model: "din"), to: "r.yaml")
        let trained = try await train(program)
        let result = try measured(trained)
        #expect(result.values.values.allSatisfy(\.isFinite) && result.counts.positives > 0)
        let table = try await program.run("evaluate", "b", "--data", "clicks.csv", "--threads", "1")
        #expect(table.output.contains("of other items"), "\(table.output)")
        let asked = try await program.run("predict", "b", "--user", "99", "--item", "106", "--item", "9999", "--json")
        struct Answer: Decodable { let prediction: Double? }
        let answers = try JSONDecoder().decode([Answer].self, from: Data(asked.output.utf8))
        #expect(answers.count == 2, "\(asked.errors)")
        #expect(answers.allSatisfy { $0.prediction.map((0...1).contains) == true })
    }

    /// A time before 1970 is a mistake of the file unless rows may be skipped: then they are counted, and the rest is as if
    /// they were not there.
    @Test func timesBeforeTheEpoch() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.recipe(), to: "r.yaml")
        try program.writeClicks()
        let rows = try String(contentsOfFile: program.path("clicks.csv"), encoding: .utf8)
        try program.write(rows + "1,106,10,pv,-2114380800\n2,107,11,pv,-1\n", to: "early.csv")
        let refused = try await train(program, "early.csv")
        #expect(refused.status == 65 && refused.errors.contains("early.csv:481:"), "\(refused.errors)")
        #expect(refused.errors.contains("-2114380800") && refused.errors.contains("since 1970"))
        let skipped = try await train(program, "early.csv", "--max-bad-rows", "2")
        #expect(skipped.errors.contains("skipped 2 malformed rows"), "\(skipped.errors)")
        let without = try await train(program)
        #expect(try measured(skipped).values == measured(without).values)
        #expect(try measured(without).values["auc"] != nil)
    }
}
