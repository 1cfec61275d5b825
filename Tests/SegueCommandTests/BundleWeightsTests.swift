import Foundation
import SegueFiles
import Testing

/// Weights that are not numbers, in a bundle that is otherwise whole.
@Suite struct BundleWeightsTests {
    @Test(arguments: ["popularity", "item-knn", "bpr-mf", "sequential-mf", "item2vec", "standard-gru"])
    func notANumberIsRefusedByTheTensorsName(model: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings(users: 20)
        let trained = try await program.run(
            "train", model, "--data", "ratings.dat", "--output", "b", "--quiet", "--set",
            "split={strategy: leave-last-out}",
            "--set", "evaluation.protocolLetter=null")
        #expect(trained.status == 0, "\(trained.errors)")
        let tensor = try spoil(program, "b") { bytes in
            bytes.replaceSubrange(bytes.endIndex - 4..<bytes.endIndex, with: [0, 0, 0xC0, 0x7F])
        }
        let refused = try await program.run("recommend", "b", "--history", "5")
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(
            refused.errors.contains("weights.safetensors") && refused.errors.contains("'\(tensor)'"),
            "\(refused.errors)")
    }

    /// Numbers so large that scores are none: no list can be made of them, so none is.
    @Test func scoresThatAreNotNumbersAreRefused() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings(users: 20)
        let trained = try await program.run(
            "train", "standard-gru", "--data", "ratings.dat", "--output", "b", "--quiet", "--set", "training.epochs=1",
            "--set", "split={strategy: leave-last-out}", "--set", "evaluation.protocolLetter=null")
        #expect(trained.status == 0, "\(trained.errors)")
        // Everywhere 3e38 and -3e38 in turn.
        _ = try spoil(program, "b", all: true) { bytes in
            for (number, start) in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).enumerated() {
                bytes.replaceSubrange(start..<start + 4, with: [0x99, 0x76, 0x61, number % 2 == 0 ? 0x7F : 0xFF])
            }
        }
        let refused = try await program.run("recommend", "b", "--history", "5")
        #expect(refused.status == 65 && refused.errors.contains("not a number"), "\(refused.errors)")
        #expect(refused.output.isEmpty)
    }

    /// Changes the bytes of the last tensor of floats, or of all up to it, and makes the manifest fit the file again.
    ///
    /// - Returns: The tensor's name.
    private func spoil(
        _ program: Program, _ bundle: String, all: Bool = false, change: (inout ArraySlice<UInt8>) -> Void
    ) throws -> String {
        func url(_ name: String) -> URL { URL(fileURLWithPath: program.path("\(bundle)/\(name)")) }
        var bytes = [UInt8](try Data(contentsOf: url("weights.safetensors")))
        let before = MessageDigest.sha256(of: bytes)
        let headerSize = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + headerSize])) as? [String: Any] ?? [:]
        var last: (name: String, start: Int, end: Int) = ("", 0, 0)
        for (name, value) in header {
            guard let fields = value as? [String: Any], fields["dtype"] as? String == "F32",
                let offsets = fields["data_offsets"] as? [Int], offsets[1] > last.end
            else { continue }
            last = (name, offsets[0], offsets[1])
        }
        change(&bytes[8 + headerSize + (all ? 0 : last.start)..<8 + headerSize + last.end])
        try Data(bytes).write(to: url("weights.safetensors"))
        let manifest = try String(contentsOf: url("manifest.json"), encoding: .utf8)
            .replacingOccurrences(of: before, with: MessageDigest.sha256(of: bytes))
        try Data(manifest.utf8).write(to: url("manifest.json"))
        let digest = MessageDigest.sha256(of: Array(manifest.utf8))
        try Data("\(digest)  manifest.json\n".utf8).write(to: url("manifest.json.sha256"))
        return last.name
    }
}
