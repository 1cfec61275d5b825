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
        let tensor = try spoil(program, "b")
        let refused = try await program.run("recommend", "b", "--history", "5")
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(
            refused.errors.contains("weights.safetensors") && refused.errors.contains("'\(tensor)'"),
            "\(refused.errors)")
    }

    /// Makes the last number of the last tensor of floats NaN, and the manifest fit the file again.
    private func spoil(_ program: Program, _ bundle: String) throws -> String {
        func url(_ name: String) -> URL { URL(fileURLWithPath: program.path("\(bundle)/\(name)")) }
        var bytes = [UInt8](try Data(contentsOf: url("weights.safetensors")))
        let before = MessageDigest.sha256(of: bytes)
        let headerSize = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + headerSize])) as? [String: Any] ?? [:]
        var last: (name: String, end: Int) = ("", 0)
        for (name, value) in header {
            guard let fields = value as? [String: Any], fields["dtype"] as? String == "F32",
                let offsets = fields["data_offsets"] as? [Int], offsets[1] > last.end
            else { continue }
            last = (name, offsets[1])
        }
        let end = 8 + headerSize + last.end
        bytes.replaceSubrange(end - 4..<end, with: [0, 0, 0xC0, 0x7F])
        try Data(bytes).write(to: url("weights.safetensors"))
        let manifest = try String(contentsOf: url("manifest.json"), encoding: .utf8)
            .replacingOccurrences(of: before, with: MessageDigest.sha256(of: bytes))
        try Data(manifest.utf8).write(to: url("manifest.json"))
        let digest = MessageDigest.sha256(of: Array(manifest.utf8))
        try Data("\(digest)  manifest.json\n".utf8).write(to: url("manifest.json.sha256"))
        return last.name
    }
}
