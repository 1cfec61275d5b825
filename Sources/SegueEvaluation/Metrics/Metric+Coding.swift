import SegueCore

extension Metric: RawRepresentable, CustomStringConvertible {
    /// Reads `recall@20`, in either case, and `hr@20` for `hit_rate@20`; nil for an unknown name or a cutoff that is not a
    /// positive integer.
    public init?(rawValue: String) {
        let parts = rawValue.lowercased().split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(named: String(parts[0])),
            parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let cutoff = Int(parts[1]), cutoff >= 1
        else { return nil }
        self.init(kind, at: cutoff)
    }

    /// Why a text names no metric, with what was probably meant.
    public static func problem(with text: String) -> String {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let names = Kind.allCases.map(\.rawValue) + Kind.shortNames.keys
        let name = parts.first ?? ""
        let cutoff = parts.count == 2 ? Int(parts[1]).flatMap { $0 >= 1 ? $0 : nil } : nil
        let hint = NearestName.find(name, among: names).map { "; did you mean '\($0)@\(cutoff ?? 20)'?" } ?? ""
        let known = Kind.allCases.map { "\($0.rawValue)@K" }.joined(separator: ", ")
        return "'\(text)' is no metric\(hint) (known: \(known))"
    }

    /// The name in files and on the command line: `recall@20`.
    public var rawValue: String { "\(kind.rawValue)@\(cutoff)" }

    /// The name in tables: `Recall@20`.
    public var title: String { "\(kind.title)@\(cutoff)" }

    /// The name in files.
    public var description: String { rawValue }
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
    /// By kind, in the order of ``Kind``'s cases, then by cutoff.
    public static func < (left: Metric, right: Metric) -> Bool {
        (left.kind.order, left.cutoff) < (right.kind.order, right.cutoff)
    }
}

extension Metric.Kind {
    /// Other names that people use.
    fileprivate static let shortNames: [String: Metric.Kind] = ["hr": .hitRate, "hit-rate": .hitRate]

    fileprivate init?(named name: String) {
        guard let kind = Self(rawValue: name) ?? Self.shortNames[name] else { return nil }
        self = kind
    }

    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A metric's name as a coding key.
private struct MetricKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
