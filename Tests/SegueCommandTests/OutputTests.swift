import Foundation
import Testing

/// What becomes of answers: lost ones are failures, and nothing in them moves a terminal's cursor.
@Suite struct OutputTests {
    @Test(arguments: [
        "models", "--help", "recipes", "models item-knn", "doctor --json", "--generate-completion-script bash",
    ])
    func answersThatCannotBeWrittenAreFailures(command: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let full = try await program.shell("segue \(command) >/dev/full")
        #expect(full.status == 74 && full.errors.contains("standard output: cannot write"), "\(full.errors)")
        let closed = try await program.shell("segue \(command) >&-")
        #expect(closed.status == 74 && closed.errors.contains("standard output: cannot write"), "\(closed.errors)")
        let pipe = try await program.shell("set -o pipefail; segue \(command) | true")
        #expect((pipe.status == 141 || pipe.status == 0) && pipe.errors.isEmpty, "\(pipe.status) \(pipe.errors)")
    }

    /// The first file opened must not take the number of a closed standard output.
    @Test func closedStreamsAreNotTakenForFiles() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings(users: 10)
        try program.write(Program.recipe, to: "recipe.yaml")
        let trained = try await program.shell(
            "segue train recipe.yaml --model popularity --data ratings.dat --output b --quiet >&- 2>&-")
        #expect(trained.status == 74)
        let read = try await program.run("recommend", "b", "--history", "5", "--count", "1")
        #expect(read.status == 0, "\(read.errors)")
        for name in try FileManager.default.contentsOfDirectory(atPath: program.path("b.run")) {
            let text = try? String(contentsOfFile: program.path("b.run/\(name)"), encoding: .utf8)
            #expect(text?.contains("Recall") != true, "\(name)")
        }
    }

    @Test func idsAndTitlesCannotMoveTheCursor() async throws {
        let program = try Program()
        defer { program.remove() }
        let lines = (0..<6).flatMap { user in
            ["a\u{1B}[31m", "b\nc", "d\u{202E}e", "f\"g,h", "held out"].map { item in
                let id = item.replacingOccurrences(of: "\u{1B}", with: "\\u001b").replacingOccurrences(
                    of: "\n", with: "\\n"
                ).replacingOccurrences(of: "\"", with: "\\\"")
                return "{\"user_id\": \"u\(user)\", \"item_id\": \"\(id)\"}"
            }
        }
        try program.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
        let trained = try await program.run(
            "train", "popularity", "--data", "log.jsonl", "--output", "b", "--quiet", "--set",
            "split={strategy: within-sequence}")
        #expect(trained.status == 0, "\(trained.errors)")
        let text = try await program.run("recommend", "b", "--user", "u1")
        #expect(text.output.contains("a\\u{1B}[31m") && text.output.contains("b\\nc"), "\(text.output)")
        #expect(text.output.contains("d\\u{202E}e"))
        #expect(!text.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        let json = try await program.run("recommend", "b", "--user", "u1", "--json")
        let answer = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let items = (answer?["recommendations"] as? [[String: Any]])?.compactMap { $0["item"] as? String }
        #expect(Set(items ?? []) == ["a\u{1B}[31m", "b\nc", "d\u{202E}e", "f\"g,h"])
        let csv = try await program.run("recommend", "b", "--user", "u1", "--output-format", "csv")
        #expect(csv.output.contains("\"f\"\"g,h\"") && csv.output.contains("\"b\nc\""), "\(csv.output)")
        let unknown = try await program.run("recommend", "b", "--user", "x\u{1B}[2J")
        #expect(unknown.errors.contains("x\\u{1B}[2J") && !unknown.errors.contains("\u{1B}"))
    }

    @Test func mistakesHaveOneForm() async throws {
        let program = try Program()
        defer { program.remove() }
        for arguments in [
            "nonsense", "recommend", "train --data", "train nonsense --data x", "models nope",
            "recommend nope --user 1",
        ] {
            let result = try await program.shell("segue \(arguments)")
            #expect(result.status != 0 && result.errors.hasPrefix("error: "), "\(arguments): \(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    @Test(arguments: ["train popularity --data r.csv --output /proc/b", "recommend b --user 1 --output /proc/x/y"])
    func systemErrorsAreSentences(command: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("user_id,item_id\n1,2\n1,3\n1,4\n", to: "r.csv")
        _ = try await program.shell("segue train popularity --data r.csv --output b --quiet")
        let result = try await program.shell("segue \(command)")
        #expect(result.status == 73, "\(result.status) \(result.errors)")
        #expect(result.errors.contains(command.split(separator: " ").last.map { "\($0): " } ?? "?"), "\(result.errors)")
        #expect(result.errors.contains("/proc/") && !result.errors.contains("Domain"), "\(result.errors)")
    }

    @Test func threads() async throws {
        let program = try Program()
        defer { program.remove() }
        for count in ["0", "-1", "100000", "9999999999999999999999"] {
            let result = try await program.run("recommend", "b", "--user", "1", "--threads", count)
            #expect(result.status == 64, "\(count): \(result.errors)")
        }
        let bound = try await program.shell("taskset -c 0 segue doctor --json")
        if bound.status != 127 { #expect(bound.output.contains("\"threads\" : 1\n"), "\(bound.output)") }
    }

    /// A pipe or a device is written to; a file instead would be a loss, as of `/dev/null`.
    @Test func pipesStayPipes() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("user_id,item_id\nu1,a\nu1,b\nu1,c\n", to: "r.csv")
        let converted = try await program.shell(
            "mkfifo p; timeout 600 cat p > got & timeout 600 segue data convert r.csv p --to csv; wait; test -p p")
        #expect(converted.status == 0, "\(converted.errors)")
        let got = try String(contentsOf: program.directory.appendingPathComponent("got"), encoding: .utf8)
        #expect(got == "user_id,item_id\nu1,a\nu1,b\nu1,c\n")
        let mapped = try await program.shell("timeout 600 segue data convert r.csv p --to sasrec")
        #expect(mapped.status == 64 && mapped.errors.contains("which number stands for which id"), "\(mapped.errors)")
        #expect(try await program.shell("test -p p && ! ls -a | grep partial").status == 0)
    }

    @Test func aFailedCommandLeavesNothingOfItsOutput() async throws {
        let program = try Program()
        defer { program.remove() }
        let failed = try await program.run("recommend", "no-bundle", "--user", "1", "--output", "answers.csv")
        #expect(failed.status != 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
        #expect(!left.contains { $0.contains("answers.csv") }, "\(left)")
    }
}
