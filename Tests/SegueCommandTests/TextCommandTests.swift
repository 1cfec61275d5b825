import Foundation
import Testing

/// `segue text encode`
@Suite struct TextCommandTests {
    /// A model of random weights, which lies beside the tests of the library.
    private static let model = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../SegueTextTests/Fixtures/tiny").standardizedFileURL.path

    private struct Line: Decodable {
        let text: String
        let encoder: String
        let vector: [Double]
    }

    private func lines(_ output: String) throws -> [Line] {
        try output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test func linesOfAFileAndArgumentsGiveTheSame() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("Toy Story\n\nMisérables, \"Les\"\r\n", to: "titles.txt")
        let file = try await program.run("text", "encode", "--file", "titles.txt", "--model", Self.model)
        #expect(file.status == 0)
        let found = try lines(file.output)
        #expect(found.map(\.text) == ["Toy Story", "", "Misérables, \"Les\""])
        #expect(found.allSatisfy { $0.encoder == "sentence-encoder" && $0.vector.count == 16 })
        let arguments = try await program.run("text", "encode", "Toy Story", "--model", Self.model)
        #expect(try zip(lines(arguments.output)[0].vector, found[0].vector).allSatisfy { abs($0 - $1) < 1e-6 })
        let piped = try await program.shell("segue text encode --model \(Self.model) --format csv < titles.txt")
        let rows = piped.output.split(separator: "\n")
        #expect(rows.count == 4)
        #expect(rows[0].hasPrefix("text,encoder,v0,v1,"))
        #expect(rows[3].hasPrefix("\"Misérables, \"\"Les\"\"\",sentence-encoder,"))
    }

    @Test func withoutAModelTheOutputSaysSo() async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.shell("unset SEGUE_TEXT_MODEL; segue text encode 'Toy Story' --dimension 32")
        #expect(result.status == 0)
        #expect(try lines(result.output).map(\.encoder) == ["hashed-character-ngrams"])
        #expect(result.errors.contains("encoder: hashed-character-ngrams"))
        #expect(result.errors.contains("SEGUE_TEXT_MODEL"))
        let missing = try await program.run("text", "encode", "a", "--model", "nowhere")
        #expect(missing.status == 66)
        #expect(missing.errors.contains("config.json: no such file"))
    }

    @Test func vectorsAreCachedAndWrittenAsTensors() async throws {
        let program = try Program()
        defer { program.remove() }
        let command = "segue text encode a b a --model \(Self.model) --cache vectors"
        #expect(try await program.shell(command).errors.contains("cache: 0 found, 3 computed"))
        let again = try await program.shell("\(command) --format safetensors --output vectors.safetensors")
        #expect(again.errors.contains("cache: 3 found, 0 computed"))
        let file = try Data(contentsOf: program.directory.appendingPathComponent("vectors.safetensors"))
        #expect(file.range(of: Data(#""encoder":"sentence-encoder""#.utf8)) != nil)
        #expect(file.range(of: Data(#""shape":[3,16]"#.utf8)) != nil)
        #expect(try await program.shell("\(command) --format safetensors").status == 64)
        #expect(try await program.shell("\(command) --format safetensors --output vectors.safetensors").status == 73)
    }
}
