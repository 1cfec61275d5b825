import SegueCore

/// What a metric measures, its cutoff aside: an open set, one value per kind.
///
/// A family of metrics is a file with its kinds as static constants and one line in ``all``, from which names in files
/// and on the command line are read. Kinds are told apart by their names.
public struct MetricKind: Sendable {
    /// How a metric's value comes from what the users contribute.
    public enum Aggregation: String, Codable, Sendable, CaseIterable {
        /// A mean over events or over users, as the evaluation's unit of averaging says.
        case mean
        /// The square root of such a mean.
        case rootOfMean
        /// The ratio of two sums over the users, whatever the unit of averaging.
        case ratio
        /// A function of all events together, to which no user contributes a term, such as the AUC over all rows.
        case ofWhole
    }

    /// The name in files and on the command line, in lower case, such as `hit_rate`.
    public let name: String

    /// The name in tables, such as `HR`.
    public let title: String

    /// Which way is better; nil for what merely describes, such as the popularity of the recommended items.
    public let direction: Direction?

    /// Whether it is measured on the first K of a list, so that its name ends in `@K`.
    public let hasCutoff: Bool

    /// How its value comes from what the users contribute.
    public let aggregation: Aggregation

    /// Number of decimals in tables.
    public let decimals: Int

    /// Other names that people use, in lower case.
    public let aliases: [String]

    /// A sentence for readers of tables; nil where the name says enough.
    public let footnote: String?

    /// What an event is worth whose target stands at a rank, from 1, cutoff aside; nil for metrics of no rank.
    let gain: (@Sendable (_ rank: Int) -> Double)?

    /// A kind of metric.
    public init(
        name: String, title: String, direction: Direction?, hasCutoff: Bool = false, aggregation: Aggregation = .mean,
        decimals: Int = 4, aliases: [String] = [], footnote: String? = nil,
        gain: (@Sendable (_ rank: Int) -> Double)? = nil
    ) {
        self.name = name
        self.title = title
        self.direction = direction
        self.hasCutoff = hasCutoff
        self.aggregation = aggregation
        self.decimals = decimals
        self.aliases = aliases
        self.footnote = footnote
        self.gain = gain
    }

    /// All kinds that can be read by name, in the order of tables.
    public static let all: [MetricKind] = ranking + rating + click

    /// The kind of a name or of another name for it, in lower case; nil if there is none.
    public init?(named name: String) {
        guard let kind = Self.all.first(where: { $0.name == name || $0.aliases.contains(name) }) else { return nil }
        self = kind
    }

    /// Whether the metric is a mean over events of a function of the target's rank.
    public var dependsOnRank: Bool { gain != nil }

    /// Its place in ``all``; kinds that are not listed come last.
    var order: Int { Self.all.firstIndex(of: self) ?? .max }

    /// How its name is written, cutoff included: `recall@K`.
    var pattern: String { hasCutoff ? "\(name)@K" : name }
}

extension MetricKind: Hashable {
    /// Whether two kinds have the same name.
    public static func == (left: MetricKind, right: MetricKind) -> Bool { left.name == right.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension MetricKind {
    /// Checks that metrics are of some kinds.
    ///
    /// - Parameters:
    ///   - metrics: What was asked for.
    ///   - kinds: What can be measured.
    ///   - task: What these are metrics of, such as "ranking".
    ///   - field: The option that is named in the error.
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``, naming the first metric of another kind.
    public static func require(
        _ metrics: [Metric], among kinds: [MetricKind], of task: String, field: String = "metrics"
    ) throws {
        guard let other = metrics.first(where: { !kinds.contains($0.kind) }) else { return }
        throw EvaluationError.invalidOption(
            field: field,
            problem: "\(other) is no metric of \(task); expected one of \(kinds.map(\.pattern).joined(separator: ", "))"
        )
    }
}
