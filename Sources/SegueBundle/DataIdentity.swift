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
        let columns = provenance.logDigest.map { Self.columnDifferences(LogDigest(of: log), $0) }
        guard log.source.sha256 == provenance.data.sha256 else {
            let found = log.source.sha256.isEmpty ? "none" : log.source.sha256
            // The same interactions from another file, such as one in another format, are the same data.
            self = columns == [] ? .same : .otherData(["SHA-256: \(found) instead of \(provenance.data.sha256)"])
            return
        }
        let fields = Self.readingDifferences(log.source, provenance.data)
        let differences = fields.isEmpty ? columns ?? [] : fields
        self = differences.isEmpty ? .same : .readDifferently(differences)
    }

    private static func readingDifferences(_ found: DataSource, _ trained: DataSource) -> [String] {
        var found = found
        found.sha256 = ""
        return found.differences(from: trained)
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
}
