import Foundation
import SegueCore
import SegueFiles

/// A folder with a BERT-type sentence model, as it is published: `config.json`, `model.safetensors`, `vocab.txt` or
/// `tokenizer.json`, and, where they are, `tokenizer_config.json`, `modules.json`, `sentence_bert_config.json` and the
/// pooling's
/// `config.json`.
public struct TextModelFolder: Sendable, Equatable {
    /// The variable of the environment that names a folder.
    public static let environmentVariable = "SEGUE_TEXT_MODEL"
    /// The file with the weights.
    public static let weightsName = "model.safetensors"
    private static let largestSettings = 64 << 20

    /// The folder.
    public let url: URL

    /// Names a folder, without looking into it.
    public init(_ url: URL) { self.url = url }

    /// The folder that an option or the environment names.
    /// - Parameters:
    ///   - option: A path; nil to ask the environment.
    ///   - environment: The environment, the process's own by default.
    /// - Returns: Nil when neither names one.
    public static func named(
        by option: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> TextModelFolder? {
        let path = option ?? environment[environmentVariable]
        guard let path, !path.isEmpty else { return nil }
        return TextModelFolder(URL(fileURLWithPath: path))
    }

    /// The path of a file in it.
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// A file's contents and digest, links followed.
    func file(_ name: String, purpose: String) throws -> FileDigest {
        guard let file = try fileIfPresent(name) else {
            throw TextModelError.missingFile(path: path(name), purpose: purpose)
        }
        return file
    }

    /// As ``file(_:purpose:)``; nil where there is none.
    func fileIfPresent(_ name: String) throws -> FileDigest? {
        guard let resolved = FileStatus.resolved(path(name)) else { return nil }
        return try FileDigest(path: resolved, limit: Self.largestSettings, keepsContents: true)
    }

    /// Reads a JSON file.
    func json<Value: Decodable>(_ type: Value.Type, in name: String, purpose: String) throws -> Value {
        try decode(type, file(name, purpose: purpose).contents, name)
    }

    /// Reads a JSON file; nil where there is none.
    func jsonIfPresent<Value: Decodable>(_ type: Value.Type, in name: String) throws -> Value? {
        guard let contents = try fileIfPresent(name)?.contents else { return nil }
        return try decode(type, contents, name)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ contents: Data, _ name: String) throws -> Value {
        func failure(_ problem: String) -> TextModelError { .malformed(file: path(name), problem: problem) }
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        do {
            return try JSONDecoder().decode(type, from: contents)
        } catch DecodingError.keyNotFound(let key, let context) {
            let outer = place(context)
            throw failure("the key '\(outer.isEmpty ? "" : outer + ".")\(key.stringValue)' is missing")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw failure("the key '\(place(context))' has a value of another kind than expected")
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            throw failure("the key '\(place(context))' has a value that is not known: \(context.debugDescription)")
        } catch {
            throw failure("this is not JSON")
        }
    }
}
