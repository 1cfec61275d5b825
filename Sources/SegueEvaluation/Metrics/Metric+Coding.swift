import SegueCore

extension Metric: RawRepresentable, CustomStringConvertible {
    /// Reads `recall@20` or `rmse`, in either case, and other names that people use, as `hr@20` for `hit_rate@20`; nil for
    /// an unknown name, a cutoff that is not a positive integer, and one that the kind does not have or lacks.
    public init?(rawValue: String) {
        let parts = rawValue.lowercased().split(separator: "@", omittingEmptySubsequences: false)
        guard let name = parts.first, let kind = MetricKind(named: String(name)),
            parts.count == (kind.hasCutoff ? 2 : 1)
        else { return nil }
        guard kind.hasCutoff else {
            self.init(kind)
            return
        }
        guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let cutoff = Int(parts[1]), cutoff >= 1 else {
            return nil
        }
        self.init(kind, at: cutoff)
    }

    /// Why a text names no metric, with what was probably meant.
    public static func problem(with text: String) -> String {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let names = MetricKind.all.flatMap { [$0.name] + $0.aliases }
        let cutoff = parts.count == 2 ? Int(parts[1]).flatMap { $0 >= 1 ? $0 : nil } : nil
        let hint = NearestName.find(parts.first ?? "", among: names).map { name in
            let isCut = MetricKind(named: name)?.hasCutoff == true
            return "; did you mean '\(isCut ? "\(name)@\(cutoff ?? 20)" : name)'?"
        }
        let known = MetricKind.all.map(\.pattern).joined(separator: ", ")
        return "'\(text)' is no metric\(hint ?? "") (known: \(known))"
    }

    /// The name in files and on the command line: `recall@20`, `rmse`.
    public var rawValue: String { kind.name + suffix }

    /// The name in tables: `Recall@20`, `RMSE`.
    public var title: String { kind.title + suffix }

    /// The name in files.
    public var description: String { rawValue }

    private var suffix: String { cutoff.map { "@\($0)" } ?? "" }
}

extension Metric: Codable, CodingKeyRepresentable {
    /// Decodes the name; an unknown metric is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let metric = Metric(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: Metric.problem(with: name))
        }
        self = metric
    }

    /// Encodes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The name, so that dictionaries by metric become JSON objects.
    public var codingKey: any CodingKey { MetricKey(stringValue: rawValue) }

    /// Reads the name.
    public init?<Key: CodingKey>(codingKey: Key) { self.init(rawValue: codingKey.stringValue) }
}

extension Metric: Comparable {
    /// By kind, in the order of ``MetricKind/all``, then by cutoff; kinds that are not listed come last, by name.
    public static func < (left: Metric, right: Metric) -> Bool {
        (left.kind.order, left.kind.name, left.cutoff ?? 0) < (right.kind.order, right.kind.name, right.cutoff ?? 0)
    }
}

/// A metric's name as a coding key.
private struct MetricKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
