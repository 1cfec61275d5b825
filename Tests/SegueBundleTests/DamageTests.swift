import Foundation
import SafeTensors
import SegueData
import SegueFiles
import Testing

@testable import SegueBundle

/// Bundles cut short or with flipped bits: always an error that names the file, never a crash.
@Suite struct DamageTests {
    private func withBundle(_ body: (URL, [String: Data]) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let bundle = folder.appendingPathComponent("model")
            let weights = ["table": HostTensor(shape: [40, 64], values: (0..<2560).map { Float($0) })]
            try sampleWriter().write(
                [
                    "weights.safetensors": .file { try SafeTensorsWriter.write(weights, to: $0) },
                    "configuration.json": .data(Data(#"{"hiddenSize": 64}"#.utf8)),
                    "items.vocabulary": .data(Data((0..<3000).map { UInt8(truncatingIfNeeded: $0 * 7) })),
                ], to: bundle)
            var originals: [String: Data] = [:]
            for name in try names(in: bundle) {
                originals[name] = try Data(contentsOf: bundle.appendingPathComponent(name))
            }
            #expect(originals.count == 5)
            try body(bundle, originals)
        }
    }

    /// The file named by the error that opening ends with.
    private func accused(_ bundle: URL) -> String? {
        do {
            _ = try BundleReader(opening: bundle)
            return nil
        } catch {
            return error.description.split(separator: ":").first.map { String($0) }
        }
    }

    @Test func truncations() throws {
        try withBundle { bundle, originals in
            for (name, original) in originals {
                let url = bundle.appendingPathComponent(name)
                for length in Set(Array(stride(from: 0, to: original.count, by: 1024)) + [original.count - 1]) {
                    try original.prefix(length).write(to: url)
                    #expect(accused(bundle) == url.path, "cut to \(length) bytes")
                }
                try original.write(to: url)
            }
            #expect(accused(bundle) == nil)
        }
    }

    @Test func truncationMessage() throws {
        try withBundle { bundle, originals in
            let url = bundle.appendingPathComponent("weights.safetensors")
            let size = try #require(originals["weights.safetensors"]?.count)
            try originals["weights.safetensors"]?.prefix(1024).write(to: url)
            let error = #expect(throws: BundleError.self) { try BundleReader(opening: bundle) }
            #expect(
                error?.description
                    == "\(url.path): 1024 bytes, manifest says \(size): the file is truncated; copy the bundle again")
        }
    }

    @Test func appendedByte() throws {
        try withBundle { bundle, originals in
            for (name, original) in originals {
                let url = bundle.appendingPathComponent(name)
                try (original + [0x20]).write(to: url)
                let file = try #require(accused(bundle))
                #expect(file == url.path)
                try original.write(to: url)
            }
        }
    }

    @Test func randomBitFlips() throws {
        try withBundle { bundle, originals in
            var generator = SeededGenerator(seed: 3)
            let files = originals.sorted { $0.key < $1.key }
            for number in 0..<10_000 {
                // Manifest files are hit as often as the others, although they are small.
                let (name, original) = files[number % files.count]
                let url = bundle.appendingPathComponent(name)
                let position = Int.random(in: 0..<original.count, using: &generator)
                var damaged = original
                damaged[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                try damaged.write(to: url)
                let file = accused(bundle)
                let isManifest = name.hasPrefix("manifest.json")
                #expect(
                    isManifest ? file?.contains("manifest.json") == true : file == url.path, "\(name) at \(position)")
                try original.write(to: url)
            }
            #expect(accused(bundle) == nil)
        }
    }
}
