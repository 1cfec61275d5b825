extension Metric: RawRepresentable, CustomStringConvertible {
    /// Reads `recall@20`; nil for an unknown name or a cutoff that is not a positive integer.
    public init?(rawValue: String) {
        let parts = rawValue.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])),
            parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let cutoff = Int(parts[1]), cutoff >= 1
        else { return nil }
        self.init(kind, at: cutoff)
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
                in: container, debugDescription: "'\(name)' is no metric; expected a name such as recall@20")
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
    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A metric's name as a coding key.
private struct MetricKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
