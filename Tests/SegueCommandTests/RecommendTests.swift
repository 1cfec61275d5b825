import Foundation
import Testing

/// Recommendations for one history or for many users, with ids of any kind.
@Suite struct RecommendTests {
    /// Ids that separators, blanks and options are made of. The first is the most popular, and so on.
    private static let items = ["a,b", "-x", " led by a blank", "e", "--json", "[z", "ü"]

    private func trained() async throws -> Program {
        let program = try Program()
        let encoder = JSONEncoder()
        var lines: [String] = []
        // User i took the first i + 1 items; the last of each but the first user tests.
        for user in 0..<Self.items.count {
            for item in Self.items[...user] {
                let id = String(decoding: try encoder.encode(item), as: UTF8.self)
                lines.append("{\"user_id\": \"-user,\(user)\", \"item_id\": \(id)}")
            }
        }
        try program.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
        let result = try await program.run(
            "train", "popularity", "--data", "log.jsonl", "--output", "b", "--quiet", "--set",
            "split={strategy: within-sequence}")
        #expect(result.status == 0, "\(result.errors)")
        return program
    }

    private func history(_ program: Program, _ arguments: [String]) async throws -> (items: [String], unknown: [String])
    {
        let name = UUID().uuidString
        let process = try program.start(["recommend", "b", "--json"] + arguments, name: name)
        let result = try await program.finish(process, name: name)
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        let answer = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        return (answer?["history"] as? [String] ?? [], answer?["unknownItems"] as? [String] ?? [])
    }

    @Test func idsOfAnyKind() async throws {
        let program = try await trained()
        defer { program.remove() }
        #expect(try await history(program, ["--history", #"["a,b", "-x"]"#]).items == ["a,b", "-x"])
        #expect(try await history(program, ["--history", "-x, e"]).items == ["-x", "e"])
        #expect(
            try await history(program, ["--item", "-x", "--item", "a,b", "--item", " e "]).items == ["-x", "a,b", "e"])
        #expect(try await history(program, ["--item", " led by a blank"]).items == [" led by a blank"])
        #expect(try await history(program, ["--item", "--json"]).items == ["--json"])
        #expect(try await history(program, ["--item", "[z"]).items == ["[z"])
        #expect(try await history(program, ["--history", "a,b"]).unknown == ["a", "b"])
        try program.write("a,b\r\n\n-x\n led by a blank\nnope", to: "lines.txt")
        let lines = try await history(program, ["--history-file", "lines.txt"])
        #expect(lines.items == ["a,b", "-x", " led by a blank"] && lines.unknown == ["nope"])
        try program.write("\n [\"a,b\", \"e\", 7]", to: "array.json")
        let array = try await history(program, ["--history-file", "array.json"])
        #expect(array.items == ["a,b", "e"] && array.unknown == ["7"])
        let piped = try await program.shell("printf 'e\\n' | segue recommend b --history-file - --count 1 --json")
        #expect(piped.status == 0 && piped.output.contains("\"e\""), "\(piped.errors)")
        #expect(try await history(program, ["--user", "-user,2"]).items == ["a,b", "-x", " led by a blank"])
        for wrong in [
            ["--history", "[\"a"], ["--history", "[1.5]"], ["--history-file", "nofile"], ["--history-file", "."],
        ] {
            let name = UUID().uuidString
            let process = try program.start(["recommend", "b"] + wrong, name: name)
            let result = try await program.finish(process, name: name)
            #expect(
                [65, 66].contains(result.status) && !result.errors.contains("Domain"), "\(wrong): \(result.errors)")
        }
    }

    @Test func manyUsersInTheirOrder() async throws {
        let program = try await trained()
        defer { program.remove() }
        try program.write("-user,3\nnobody\n-user,1\n", to: "users.txt")
        let lines = try await program.run(
            "recommend", "b", "--users", "users.txt", "--count", "2", "--output-format", "jsonl")
        #expect(lines.status == 0 && lines.errors.contains("1 of 3 users are unknown ('nobody')"), "\(lines.errors)")
        let answers = try lines.output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
        }
        #expect(answers.map { $0["user"] as? String } == ["-user,3", "nobody", "-user,1"])
        #expect(answers.map { $0["isKnownUser"] as? Bool } == [true, false, true])
        let popular = answers.map { ($0["recommendations"] as? [[String: Any]])?.compactMap { $0["item"] as? String } }
        #expect(popular == Array(repeating: ["a,b", "-x"], count: 3))
        let csv = try await program.run(
            "recommend", "b", "--all-users", "--count", "1", "--output-format", "csv", "--output", "all.csv",
            "--exclude-seen")
        #expect(csv.status == 0 && csv.output.isEmpty, "\(csv.errors)")
        let rows = try String(contentsOfFile: program.path("all.csv"), encoding: .utf8).split(separator: "\n")
        #expect(rows.first == "user,rank,item,score,title")
        // The first user took the first item, and so is recommended the second.
        #expect(rows.count == 6 && rows[1].hasPrefix("\"-user,0\",1,-x,"), "\(rows)")
        let single = try await program.run("recommend", "b", "--user", "-user,3", "--count", "2")
        #expect(single.output == "1\ta,b\n2\t-x\n")
        let text = try await program.run("recommend", "b", "--user", "-user,3", "--user", "nobody", "--count", "1")
        #expect(text.output == "user -user,3\n1\ta,b\n\nuser nobody (unknown)\n1\ta,b\n\n")
    }

    @Test func contradictionsAreRefused() async throws {
        let program = try Program()
        defer { program.remove() }
        for arguments in [
            "", "--history a --item b", "--user a --all-users", "--user a --user b --json", "--history a --all-users",
            "--user a --json --output-format csv", "--user a --output-format xml", "--user a --count 0",
        ] {
            let result = try await program.shell("segue recommend b \(arguments)")
            #expect(result.status == 64, "\(arguments): \(result.errors)")
        }
    }
}
