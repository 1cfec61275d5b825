import Foundation
import SafeTensors
import SegueData
import SegueFiles
import Testing

@testable import SegueBundle

@Suite struct BundleTests {
    /// The digests are those that `sha256sum` prints.
    @Test func manifestIsKnown() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            try sampleWriter().write(["abc.txt": .data(Data("abc".utf8)), "empty": .data(Data())], to: target)
            let text = try String(contentsOf: target.appendingPathComponent("manifest.json"), encoding: .utf8)
            let expected = """
                {
                  "created" : "2026-01-02T03:04:05Z",
                  "files" : {
                    "abc.txt" : {
                      "bytes" : 3,
                      "sha256" : "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                    },
                    "empty" : {
                      "bytes" : 0,
                      "sha256" : "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                    }
                  },
                  "formatVersion" : 2,
                  "model" : "popularity",
                  "segueVersion" : "0.1.0"
                }

                """
            #expect(text == expected)
            #expect(try names(in: target) == ["abc.txt", "empty", "manifest.json", "manifest.json.sha256"])
        }
    }

    @Test func contentsComeBack() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            let weights = ["bias": HostTensor([Float(1), 2])]
            let written = try sampleWriter().write(
                [
                    "weights.safetensors": .file { try SafeTensorsWriter.write(weights, to: $0) },
                    "configuration.json": .data(Data("{}".utf8)),
                ], to: target)
            let reader = try BundleReader(opening: target)
            #expect(reader.manifest == written)
            #expect(reader.manifest.created == sampleDate)
            #expect(reader.names == ["configuration.json", "weights.safetensors"])
            #expect(try reader.contents(of: "configuration.json") == Data("{}".utf8))
            #expect(try SafeTensorsFile(contentsOf: reader.url(of: "weights.safetensors")).tensors() == weights)
            #expect(throws: BundleError.unlistedFile("recipe.yaml", path: target.path)) {
                try reader.contents(of: "recipe.yaml")
            }
        }
    }

    @Test(arguments: [
        "../x", "/etc/passwd", "a/b", "..", ".", "", ".hidden", "a\0b", "a\\b", "manifest.json", "manifest.json.sha256",
        "é",
    ])
    func unsafeNamesAreRefused(name: String) throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            #expect(throws: BundleError.self) { try sampleWriter().write([name: .data(Data())], to: target) }
            #expect(try names(in: folder).isEmpty)
            let record = BundleManifest.FileRecord(bytes: 0, sha256: MessageDigest.sha256(of: Data()))
            try place(files: [name: record], in: target)
            let path = target.appendingPathComponent("manifest.json").path
            #expect(throws: BundleError.unsafeName(name, path: path)) { try BundleReader(opening: target) }
        }
    }

    @Test func newerFormatIsRefusedWithBothNumbers() throws {
        try withTemporaryFolder { folder in
            try Data(#"{"formatVersion": 7, "shape": "unknown"}"#.utf8)
                .write(to: folder.appendingPathComponent("manifest.json"))
            let error = #expect(throws: BundleError.self) { try BundleReader(opening: folder) }
            #expect(error?.exitCode == 65)
            #expect(error?.description.contains("manifest.json: bundle format 7, this program reads up to 2") == true)
        }
    }

    @Test func exitCodesOfWeightFiles() {
        let missing = SafeTensorsError(problem: .systemCallFailed(operation: "open", code: 2, bytes: nil))
        let full = SafeTensorsError(
            file: "w", problem: .systemCallFailed(operation: "write", code: 28, bytes: 4096))
        #expect(missing.exitCode == 66)
        #expect(full.exitCode == 74)
        #expect(full.description == "w: cannot write 4096 bytes: No space left on device")
        #expect(SafeTensorsError(problem: .tooShort(bytes: 1)).exitCode == 65)
    }

    @Test func missingThingsAreNamed() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            #expect(throws: BundleError.missingFile(path: target.path)) { try BundleReader(opening: target) }
            try sampleWriter().write(contents(generation: 1), to: target)
            let weights = target.appendingPathComponent("weights.bin")
            try FileManager.default.removeItem(at: weights)
            let error = #expect(throws: BundleError.missingFile(path: weights.path)) {
                try BundleReader(opening: target)
            }
            #expect(error?.exitCode == 66)
        }
    }

    @Test func linksAndFoldersInsteadOfFilesAreRefused() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            try sampleWriter().write(contents(generation: 1), to: target)
            let weights = target.appendingPathComponent("weights.bin")
            try FileManager.default.moveItem(at: weights, to: folder.appendingPathComponent("same.bin"))
            try FileManager.default.createSymbolicLink(atPath: weights.path, withDestinationPath: "../same.bin")
            #expect(throws: BundleError.notARegularFile(path: weights.path)) { try BundleReader(opening: target) }
            try FileManager.default.removeItem(at: weights)
            try FileManager.default.createDirectory(at: weights, withIntermediateDirectories: false)
            #expect(throws: BundleError.notARegularFile(path: weights.path)) { try BundleReader(opening: target) }
        }
    }

    /// A link to a bundle is resolved once, so an open reader stays with its generation.
    @Test func aReaderStaysWithItsGeneration() throws {
        try withTemporaryFolder { folder in
            let versions = VersionedDirectory(root: folder, ownership: .modelBundle)
            try versions.publish { try sampleWriter().fill($0, with: contents(generation: 1)) }
            let reader = try BundleReader(opening: folder.appendingPathComponent("latest"))
            try versions.publish { try sampleWriter().fill($0, with: contents(generation: 2)) }
            #expect(try reader.contents(of: "weights.bin") == Data("weights 1".utf8))
            #expect(try generation(of: folder.appendingPathComponent("latest")) == 2)
        }
    }

    /// Writes a manifest with a right digest but whatever records.
    private func place(files: [String: BundleManifest.FileRecord], in target: URL) throws {
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        let data = try BundleManifest(segueVersion: "0", model: "m", created: sampleDate, files: files).encoded()
        try data.write(to: target.appendingPathComponent("manifest.json"))
        try BundleManifest.digestLine(of: data).write(to: target.appendingPathComponent("manifest.json.sha256"))
    }
}
