import Foundation
import Testing

/// Bundles of format 1, written by the program of revision 893772b from the recipes and the log beside them
/// (`segue train MODEL.yaml --data log.csv --threads 1`), with what that program recommended.
@Suite struct FormatOneTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/format-1").path

    private struct Line: Decodable {
        struct Item: Decodable {
            let item: String
            let title: String
            let score: Double
        }
        let user: String
        let recommendations: [Item]
    }

    private static func lines(_ text: String) throws -> [Line] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test("a bundle of format 1 recommends and evaluates as it did", arguments: ["decayed", "bpr", "gru", "fiscl"])
    func bundlesAreStillRead(_ name: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let bundle = "\(Self.fixtures)/\(name)"
        let answer = try await program.run(
            "recommend", bundle, "--all-users", "--count", "3", "--output-format", "jsonl")
        #expect(answer.status == 0, "\(answer.errors)")
        let expected = try Self.lines(String(contentsOfFile: "\(bundle).jsonl", encoding: .utf8))
        let found = try Self.lines(answer.output)
        #expect(found.count == 24 && found.map(\.user) == expected.map(\.user))
        for (found, expected) in zip(found, expected) {
            #expect(found.recommendations.map(\.item) == expected.recommendations.map(\.item))
            #expect(found.recommendations.map(\.title) == expected.recommendations.map(\.title))
            for (found, expected) in zip(found.recommendations, expected.recommendations) {
                #expect(abs(found.score - expected.score) <= 1e-5 * max(1, abs(expected.score)))
            }
        }
        let measured = try await program.run("evaluate", bundle, "--data", "\(Self.fixtures)/log.csv", "--json")
        #expect(measured.status == 0, "\(measured.errors)")
        struct Values: Decodable { let values: [String: Double] }
        let then = try JSONDecoder().decode(
            Values.self, from: Data(contentsOf: URL(fileURLWithPath: "\(bundle)/metrics.json")))
        let now = try JSONDecoder().decode(Values.self, from: Data(measured.output.utf8))
        #expect(now.values == then.values && now.values["recall@3"] != nil)
    }

    @Test("old names of settings are errors that name the new ones", arguments: ["decayed", "bpr"])
    func oldKeysAreRefused(_ name: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let answer = try await program.run(
            "train", "\(Self.fixtures)/\(name).yaml", "--data", "\(Self.fixtures)/log.csv", "--output", "b")
        #expect(answer.status == 78)
        let new = name == "bpr" ? "userRegularization" : "behaviors"
        #expect(answer.errors.contains("did you mean '\(new)'"), "\(answer.errors)")
    }
}
