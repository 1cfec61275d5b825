import Foundation

/// A folder that goes away with the test.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("segue-text-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    init(copying other: URL) throws { try FileManager.default.copyItem(at: other, to: url) }

    deinit { try? FileManager.default.removeItem(at: url) }
}
