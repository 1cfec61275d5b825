import Foundation
import SafeTensors
import SegueFiles
import Testing

@testable import SegueBundle

/// A folder for one test, removed afterwards. Links in its path are resolved.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bundle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.resolvingSymlinksInPath())
}

/// The names in a folder, hidden ones included.
func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// 2026-01-02T03:04:05Z.
let sampleDate = Date(timeIntervalSince1970: 1_767_323_045)

/// A writer with fixed provenance.
func sampleWriter(_ fileSystem: FileSystem = .live) -> BundleWriter {
    BundleWriter(model: "popularity", segueVersion: "0.1.0", created: sampleDate, fileSystem: fileSystem)
}

/// Contents whose every file tells a generation, so that mixed generations are seen.
func contents(generation: Int) -> [String: BundleContent] {
    [
        "configuration.json": .data(Data("{\"g\":\(generation)}".utf8)),
        "weights.bin": .data(Data("weights \(generation)".utf8)),
    ]
}

/// The generation that a bundle holds, read from all its files.
func generation(of bundle: URL) throws -> Int {
    let reader = try BundleReader(opening: bundle)
    let texts = try reader.names.map { String(data: try reader.contents(of: $0), encoding: .utf8) ?? "" }
    let numbers = Set(texts.compactMap { Int($0.filter(\.isNumber)) })
    try #require(numbers.count == 1, "files of different generations: \(texts)")
    return try #require(numbers.first)
}
