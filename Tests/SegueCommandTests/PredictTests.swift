import Foundation
import Testing

/// Ratings and clicks from the command line: train, evaluate, recommend, predict.
@Suite struct PredictTests {
    private static let ratings = """
        title: Ratings
        task: rating
        split: {strategy: random-ratings, train: 0.8, validation: 0.1}
        training: {batchSize: 64, epochs: 2}
        models: [{name: biased-mf, settings: {factorCount: 4, iterations: 10}}, {name: fm}]
        evaluation: {resamples: 0}
        """

    private static let clicks = """
        title: Clicks
        task: click
        split: {strategy: leave-last-out}
        examples: {strategy: event-with-negatives, negatives: 2}
        testExamples: {strategy: fixed-candidates, candidates: 9}
        training: {batchSize: 64, epochs: 2}
        models: [{name: fm}]
        evaluation: {resamples: 0}
        """

    private struct Result: Decodable { let values: [String: Double] }

    private static func values(_ text: String) throws -> [String: Double] {
        try JSONDecoder().decode(Result.self, from: Data(text.utf8)).values
    }

    @Test(arguments: ["biased-mf", "fm", "clicks"]) func oneNumberPerPair(_ name: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.writeMovies()
        try program.write(name == "clicks" ? Self.clicks : Self.ratings, to: "r.yaml")
        let model = name == "clicks" ? "fm" : name
        let trained = try await program.run(
            "train", "r.yaml", "--model", model, "--data", "ratings.dat", "--output", "b", "--quiet", "--json",
            "--threads", "1")
        #expect(trained.status == 0, "\(trained.errors)")
        let evaluated = try await program.run("evaluate", "b", "--data", "ratings.dat", "--json", "--threads", "1")
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        let values = try Self.values(trained.output)
        #expect(try Self.values(evaluated.output) == values)
        #expect(values[name == "clicks" ? "auc" : "rmse"] != nil)

        let predicted = try await program.run(
            "predict", "b", "--user", "1", "--item", "3", "--item", "nothing", "--json")
        #expect(predicted.status == 0, "\(predicted.errors)")
        struct Answer: Decodable {
            let prediction: Double?
            let isKnownUser, isKnownItem: Bool
        }
        let answers = try JSONDecoder().decode([Answer].self, from: Data(predicted.output.utf8))
        #expect(answers.map(\.isKnownItem) == [true, false] && answers.allSatisfy(\.isKnownUser))
        let range = name == "clicks" ? 0.0...1.0 : -5.0...11.0
        #expect(answers.allSatisfy { $0.prediction.map(range.contains) == true })

        let recommended = try await program.run("recommend", "b", "--user", "1", "--count", "3")
        #expect(recommended.status == 0 && recommended.output.split(separator: "\n").count == 3)
        try program.write("1\t3\nsomebody\t4\n", to: "pairs.tsv")
        let pairs = try await program.run("predict", "b", "--input", "pairs.tsv")
        let lines = pairs.output.split(separator: "\n").map { $0.split(separator: ",") }
        #expect(pairs.status == 0 && lines.count == 3, "\(pairs.errors)")
        #expect(Double(lines[1][2]) == answers[0].prediction)
        #expect(pairs.errors.contains("2 pairs") && pairs.errors.contains("1 of unknown users"))
        try program.write("item,note,userId\r\n3,\"a, \"\"b\"\"\",1\r\n", to: "pairs.csv")
        let written = try await program.run("predict", "b", "--input", "pairs.csv", "--output", "out.csv")
        #expect(written.status == 0, "\(written.errors)")
        #expect(
            try String(contentsOfFile: program.path("out.csv"), encoding: .utf8)
                == "user,item,prediction\n\(lines[1].joined(separator: ","))\n")
        for (text, problem) in [("1 3\n", "pairs.tsv:1"), ("1,3\n1,\n", "pairs.tsv:2"), ("1,\"3\n", "quote")] {
            try program.write(text, to: "pairs.tsv")
            let bad = try await program.run("predict", "b", "--input", "pairs.tsv", "--output", "bad.csv")
            #expect(bad.status == 65 && bad.errors.contains(problem), "\(bad.errors)")
            #expect(!FileManager.default.fileExists(atPath: program.path("bad.csv")))
        }
    }

    /// The hour of the question is an input: another hour is another answer, however the moment is written, one by one or from
    /// a file; without a moment the hour is unknown.
    @Test func theMomentIsAskedAbout() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(
            Self.clicks.replacing("examples:", with: "features: {derived: [hour]}\nexamples:"), to: "r.yaml")
        let trained = try await program.run(
            "train", "r.yaml", "--data", "ratings.dat", "--output", "b", "--quiet", "--threads", "1")
        #expect(trained.status == 0, "\(trained.errors)")
        func predicted(_ arguments: String...) async throws -> Substring? {
            let result = try await program.run(all: ["predict", "b", "--user", "1", "--item", "3"] + arguments)
            #expect(result.status == 0, "\(result.errors)")
            return result.output.split(whereSeparator: \.isWhitespace).last
        }
        let unknown = try await predicted()
        let first = try await predicted("--at", "1970-01-02T00:30:00Z")
        let (second, far) = (try await predicted("--at", "88200"), try await predicted("--at", "1970-01-02 09:30"))
        #expect(first == second && first != far && first != unknown)
        try program.write("user,item,time\n1,3,88200\n1,3,\n1,3,1970-01-02T00:30:00Z\n", to: "pairs.csv")
        let pairs = try await program.run("predict", "b", "--input", "pairs.csv")
        let answers = pairs.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",").last }
        #expect(answers == [first, unknown, first], "\(pairs.errors)")
        try program.write("user,item,time\n1,3,88200\n1,3,noon\n", to: "pairs.csv")
        let bad = try await program.run("predict", "b", "--input", "pairs.csv")
        #expect(bad.status == 65 && bad.errors.contains("pairs.csv:3: 'noon' is no time"), "\(bad.errors)")
        let wrong = try await program.run("predict", "b", "--item", "3", "--at", "noon")
        #expect(wrong.status == 64 && wrong.errors.contains("'noon' is no time"), "\(wrong.errors)")
    }

    /// Somebody and something that the model has never met.
    @Test func newUsersAndItemsAreDescribed() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.writeMovies()
        let users = (1...40).map { "\($0)::\($0 % 2 == 0 ? "F" : "M")::\($0 % 3 == 0 ? 25 : 35)::4::12345" }
        try program.write(users.joined(separator: "\n") + "\n", to: "users.dat")
        try program.write(
            Self.ratings.replacing("evaluation:", with: "features: {numbers: [age]}\nevaluation:"), to: "r.yaml")
        let trained = try await program.run(
            "train", "r.yaml", "--model", "fm", "--data", "ratings.dat", "--output", "b", "--quiet", "--threads", "1")
        #expect(trained.status == 0, "\(trained.errors)")
        func predicted(_ arguments: String...) async throws -> Float? {
            let result = try await program.run(all: ["predict", "b", "--item", "3"] + arguments)
            #expect(result.status == 0, "\(result.errors)")
            return result.output.split(whereSeparator: \.isWhitespace).last.flatMap { Float($0) }
        }
        let nobody = try await predicted()
        let woman = try await predicted("--user-features", "gender=F,age=25")
        let again = try await predicted("--user-features", "{\"age\": 25, \"gender\": \"F\"}")
        let man = try await predicted("--user-features", "gender=M,age=25")
        #expect(woman != nil && woman == again && woman != nobody && woman != man)
        func new(_ features: String?) async throws -> String {
            let described = features.map { ["--item-features", $0] } ?? []
            let result = try await program.run(all: ["predict", "b", "--user", "1", "--item", "new"] + described)
            #expect(result.status == 0, "\(result.errors)")
            return result.output
        }
        let unknown = try await new(nil)
        let drama = try await new("{\"categories\": [\"Drama\"]}")
        let both = try await new("categories=Drama|Comedy")
        #expect(unknown.contains("unknown item") && !drama.contains("unknown"))
        #expect(Set([unknown.split(separator: "\t")[2], drama.split(separator: "\t")[2].dropLast(1)]).count == 2)
        #expect(drama != both)
        let folded = try await program.run(
            "train", "r.yaml", "--model", "biased-mf", "--data", "ratings.dat", "--output", "mf", "--quiet")
        #expect(folded.status == 0, "\(folded.errors)")
        func rated(_ arguments: String...) async throws -> String {
            try await program.run(all: ["predict", "mf", "--item", "3"] + arguments).output
        }
        let (own, low) = (try await rated("--user", "1"), try await rated("--user", "1", "--history", "4=1,5=1"))
        let high = try await rated("--history", "4=5,5=5")
        #expect(own != low && low != high)
        let useless = try await program.run("predict", "mf", "--item", "3", "--user-features", "age=25")
        #expect(useless.status == 65 && useless.errors.contains("reads no features"), "\(useless.errors)")
        for (arguments, problem) in [
            (["--user-features", "height=2"], "it knows age, gender"),
            (["--user-features", "gender=X"], "'X' is none of its values"),
            (["--user-features", "age=old"], "'old' is not a number of a usual size"),
            (["--user-features", "age"], "name=value"),
            (["--item-features", "categories=Drama"], "knows item '3'"),
            (["--history", "3=9"], "ratings lie in 1.0 … 5.0"),
        ] {
            let result = try await program.run(all: ["predict", "b", "--item", "3"] + arguments)
            #expect(result.status == 65 && result.errors.contains(problem), "\(arguments): \(result.errors)")
        }
    }

    @Test func tasksAndModelsMustFit() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings(users: 10, length: 12)
        for (recipe, problem) in [
            ("task: rating\nmodels: [{name: item-knn}]", "ranks items and predicts no number"),
            ("models: [{name: biased-mf}]", "predicts one number"),
            ("split: {strategy: random-ratings}\nmodels: [{name: item-knn}]", "no next item to ask for"),
            ("task: rating\nmodels: [{name: fm}]\nexamples: {strategy: everything}", "everything"),
            ("task: rating\nmodels: [{name: fm}]\nevaluation: {metrics: [recall@20]}", "recall@20"),
        ] {
            try program.write(recipe, to: "r.yaml")
            let result = try await program.run("train", "r.yaml", "--data", "ratings.dat", "--output", "b", "--quiet")
            #expect(result.status == 78 && result.errors.contains(problem), "\(recipe): \(result.errors)")
        }
    }
}
