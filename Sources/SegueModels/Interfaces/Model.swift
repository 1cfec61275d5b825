import SafeTensors
import SegueData
import TorchNN

/// What models of all tasks share.
///
/// A model is a reference type: it owns what it learned, and `load(state:)` replaces that in place. Many threads may score
/// at once; fitting, training and loading are not safe beside anything else. Classes are therefore `@unchecked Sendable`.
public protocol Model: AnyObject, Sendable {
    /// The columns of histories that the model looks at, beside the items.
    var reads: HistoryColumns { get }

    /// Whether libtorch made the numbers: then its version is part of how they came about.
    var usesTorch: Bool { get }

    /// All that is needed to score again: name → array. Loading it back gives bit-equal scores.
    func state() throws -> [String: HostTensor]

    /// Replaces what the model learned by `state`.
    ///
    /// - Throws: ``ModelStateError`` when an array is missing, of another type or shape, or holds impossible values;
    ///   the model is then unchanged.
    func load(state: [String: HostTensor]) throws
}

extension Model {
    /// Yes for networks, no for models that count.
    public var usesTorch: Bool { self is any Module }
    /// Times, where there are any.
    public var reads: HistoryColumns { .times }
}

/// Columns of histories, beside items.
public struct HistoryColumns: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int
    /// Makes a set of bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// When things happened.
    public static let times = HistoryColumns(rawValue: 1)
    /// What they were rated.
    public static let ratings = HistoryColumns(rawValue: 2)
    /// What kind of interaction they were.
    public static let behaviors = HistoryColumns(rawValue: 4)
    /// Further columns.
    public static let contexts = HistoryColumns(rawValue: 8)
}
