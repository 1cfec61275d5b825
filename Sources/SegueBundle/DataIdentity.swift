import Foundation
import SegueData

/// Whether data is what a model was trained on, and as it was read then.
public enum DataIdentity: Equatable, Sendable {
    /// The same data, read in the same way.
    case same
    /// The same data, but read otherwise; each difference names what, what is found and what training had.
    case readDifferently([String])
    /// Other data.
    case otherData([String])

    /// Compares data with a model's origin.
    ///
    /// Bundles of 0.1 know the file's SHA-256 and the format alone.
    public init(of log: InteractionLog, comparedWith provenance: Provenance) {
        let fields = Self.fieldDifferences(log.source, provenance.data)
        var isSameFile = log.source.sha256 == provenance.data.sha256
        var columns: [String] = []
        if let trained = provenance.logDigest {
            columns = Self.columnDifferences(LogDigest(of: log), trained)
            isSameFile = isSameFile || columns.isEmpty
        }
        guard isSameFile else {
            let found = log.source.sha256.isEmpty ? "none" : log.source.sha256
            self = .otherData(["SHA-256: \(found) instead of \(provenance.data.sha256)"])
            return
        }
        let differences = fields.isEmpty ? columns : fields
        self = differences.isEmpty ? .same : .readDifferently(differences)
    }

    private static func columnDifferences(_ found: LogDigest, _ trained: LogDigest) -> [String] {
        let pairs: [(String, String?, String?)] = [
            ("users", found.users, trained.users), ("items", found.items, trained.items),
            ("times", found.times, trained.times), ("ratings", found.ratings, trained.ratings),
            ("behaviors", found.behaviors, trained.behaviors), ("parts", found.parts, trained.parts),
        ]
        return pairs.filter { $1 != $2 }.map { name, found, trained in
            "\(name): \(short(found)) instead of \(short(trained))"
        }
    }

    private static func short(_ digest: String?) -> String {
        digest.map { "values of digest \($0.prefix(8))…" } ?? "none"
    }

    /// What a source says of where it lies and how it went, rather than of how it was read; digests are compared apart.
    private static let otherKeys: Set = ["file", "sha256", "rowsRead", "skippedMessages", "notes"]
    private static let names = ["formatName": "format", "rowsSkipped": "malformed rows skipped"]

    /// Compares all that two sources record of how they were read, so that a new field is compared without a word here.
    /// What the trained one does not record, as older bundles, is passed over.
    static func fieldDifferences(_ found: DataSource, _ trained: DataSource) -> [String] {
        let (found, trained) = (object(found), object(trained))
        return trained.keys.sorted().flatMap { key -> [String] in
            guard !otherKeys.contains(key), !key.lowercased().contains("sha256") else { return [] }
            return differences(names[key] ?? key, found[key], trained[key])
        }
    }

    private static func object(_ source: DataSource) -> [String: Any] {
        guard let data = try? JSONEncoder().encode(source) else { return [:] }
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }

    /// Compares two JSON values, objects key by key.
    static func differences(_ name: String, _ found: Any?, _ trained: Any?) -> [String] {
        if let trained = trained as? [String: Any], let found = found as? [String: Any] {
            return Set(trained.keys).union(found.keys).sorted().flatMap {
                differences("\(name).\($0)", found[$0], trained[$0])
            }
        }
        let (left, right) = (text(found), text(trained))
        return left == right ? [] : ["\(name): \(left) instead of \(right)"]
    }

    private static func text(_ value: Any?) -> String {
        switch value {
        case nil: "none"
        case let list as [Any]: list.map { text($0) }.joined(separator: ", ")
        case let value?: "\(value)"
        }
    }
}
