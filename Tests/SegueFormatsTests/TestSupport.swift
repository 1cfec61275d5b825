import Foundation
import SegueData

@testable import SegueFormats

/// A folder that goes away with the object.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("segue-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and answers its path.
    func file(_ name: String, _ text: String) throws -> String { try file(name, Data(text.utf8)) }

    /// Writes a file and answers its path.
    func file(_ name: String, _ data: Data) throws -> String {
        let path = url.appendingPathComponent(name)
        try data.write(to: path)
        return path.path
    }
}

/// Real data: the folder that `SEGUE_DATA` names.
enum RealData {
    static let folder = ProcessInfo.processInfo.environment["SEGUE_DATA"]

    static func has(_ path: String) -> Bool {
        folder.map { FileManager.default.fileExists(atPath: $0 + "/" + path) } ?? false
    }

    static func path(_ path: String) -> String { (folder ?? "") + "/" + path }
}

extension InteractionLog {
    /// One row as text, `user item time rating`, times in seconds, for comparing with a list written by hand.
    var lines: [String] {
        users.ids.indices.flatMap { user in
            rows(ofUser: Int32(user + 1)).map { row in
                var parts = [users.ids[user], items.id(at: itemColumn[row]) ?? "?"]
                if let timeColumn { parts.append(seconds(timeColumn[row])) }
                if let ratingColumn { parts.append("\(ratingColumn[row])") }
                if let behaviorColumn { parts.append(behaviors[Int(behaviorColumn[row])]) }
                parts += contextColumns.map { $0.token(at: row) ?? $0.number(at: row).map { "\($0)" } ?? "-" }
                return parts.joined(separator: " ")
            }
        }
    }
}

extension InteractionLog {
    /// A time of the log in seconds, written with integers only.
    private func seconds(_ time: Int64) -> String {
        let digits = String(timeUnit.perSecond).count - 1
        guard digits > 0, time % timeUnit.perSecond != 0 else { return "\(time / timeUnit.perSecond)" }
        var fraction = String(time % timeUnit.perSecond)
        fraction = String(repeating: "0", count: digits - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return "\(time / timeUnit.perSecond).\(fraction)"
    }
}

/// The error of a reading that must fail.
func readError(_ path: String, _ options: ReadOptions = ReadOptions()) -> ReadError? {
    do {
        _ = try Dataset.load(path, options: options)
        return nil
    } catch {
        return error as? ReadError
    }
}
