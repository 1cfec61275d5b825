import Foundation
import Testing

/// Data that models of ratings cannot learn from, and what they are asked without knowing all they read.
@Suite struct BadRatingTests {
    private static let recipe = """
        task: rating
        data: {unseenItems: keep, ratingScale: [1, 5]}
        split: {strategy: random-users, validation: 0.1, test: 0.2}
        features: {texts: [title]}
        examples: {strategy: later-half}
        testExamples: {strategy: later-half}
        training: {batchSize: 64, epochs: 1}
        models: [{name: seqrec, settings: {embeddingSize: 8, hiddenSize: 9, startsAtMiddle: true}}]
        evaluation: {resamples: 0}
        """

    /// 40 users with 12 ratings each, one of which is given as written.
    private func rows(_ strange: String? = nil) -> String {
        var text = "user,item,rating,time\n"
        for user in 1...40 {
            for step in 0..<12 {
                let rating = user == 1 && step == 7 ? strange ?? "3" : "\(1 + (user * step) % 5)"
                text += "\(user),\(1 + (user * 5 + step * 7) % 30),\(rating),\(user * 1000 + step)\n"
            }
        }
        return text
    }

    private func prepared() throws -> Program {
        let program = try Program()
        try program.write(Self.recipe, to: "r.yaml")
        // Every second item has no title.
        let items = (1...30).map { "\($0),\($0.isMultiple(of: 2) ? "" : "Film \($0)")\n" }
        try program.write("item,title\n" + items.joined(), to: "titles.csv")
        return program
    }

    private func train(_ program: Program, _ data: String, _ more: String...) async throws -> Program.Result {
        try await program.run(
            all: [
                "train", "r.yaml", "--data", data, "--items", "titles.csv", "--output", "b", "--quiet", "--threads",
                "1",
            ]
                + more)
    }

    @Test func ratingsAreChecked() async throws {
        let program = try prepared()
        defer { program.remove() }
        let cases = [
            ("none.csv", "user,item,time\n1,2,3\n1,3,4\n2,2,3\n2,3,9\n", "needs the column “rating”"),
            ("word.csv", rows("good"), "word.csv:9:"), ("nan.csv", rows("nan"), "nan.csv:9:"),
            ("large.csv", rows("7"), "the rating 7.0 of item “25” by user “1” lies outside 1.0 … 5.0"),
        ]
        for (name, text, problem) in cases {
            try program.write(text, to: name)
            let result = try await train(program, name)
            #expect(result.status == 65 && result.errors.contains(problem), "\(name): \(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: program.path("b")))
        }
        try program.write(rows(), to: "some.csv")
        let noScale = try await train(program, "some.csv", "--set", "data.ratingScale=[5, 1]")
        #expect(noScale.status == 78 && noScale.errors.contains("the lowest and the highest"), "\(noScale.errors)")
    }

    /// Nobody's history, an item without a title, a title whose encoder is another.
    @Test func whatIsMissingHasAFallbackOrAnError() async throws {
        let program = try prepared()
        defer { program.remove() }
        try program.write(rows(), to: "some.csv")
        let trained = try await train(program, "some.csv")
        #expect(trained.status == 0, "\(trained.errors)")
        func predict(_ arguments: String...) async throws -> Program.Result {
            try await program.run(all: ["predict", "b"] + arguments)
        }
        func number(_ result: Program.Result) -> Float? {
            result.output.split(whereSeparator: \.isWhitespace).last.flatMap { Float($0) }
        }
        let nobody = try await predict("--item", "3"), stranger = try await predict("--user", "x", "--item", "3")
        #expect(nobody.status == 0 && stranger.status == 0 && number(nobody) == number(stranger))
        #expect(number(nobody) != nil && stranger.errors.contains("user 'x' is unknown"))
        let untitled = try await predict("--user", "3", "--item", "4")
        #expect(untitled.status == 0 && number(untitled)?.isFinite == true)
        let titled = try await predict("--item", "new", "--item-features", "title=Film 31")
        let other = try await predict("--item", "new", "--item-features", "title=Opera")
        #expect(titled.status == 0 && number(titled) != nil && number(titled) != number(other))
        let absent = try await predict("--item", "new", "--item-features", "title=Opera", "--text-model", "nowhere")
        #expect(absent.status == 64 && absent.errors.contains("leave --text-model out"), "\(absent.errors)")
    }
}
