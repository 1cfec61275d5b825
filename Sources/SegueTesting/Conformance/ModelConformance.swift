import Foundation
import SegueData
import SegueModels

/// Rules that every next-item model must keep, as functions that throw a ``ConformanceFailure``.
///
/// They need no test framework: call them from any test. `tolerance` is the largest difference allowed between scores
/// that ought to be the same; 0, the default, asks for equal bits, as models of plain Swift give them. Models on a
/// tensor library may need some 1e−5, because matrix products of other sizes add up in another order.
public enum ModelConformance {
    /// A configuration survives encoding and is valid; so are the defaults.
    public static func configurationRoundTrip<Configuration: ModelConfiguration>(
        _ configuration: Configuration
    ) throws {
        let check = "configuration round trip"
        for original in [configuration, Configuration()] {
            do { try original.validate() } catch {
                throw ConformanceFailure(check: check, problem: "a configuration in use is refused: \(error)")
            }
            let decoded = try JSONDecoder().decode(Configuration.self, from: JSONEncoder().encode(original))
            guard decoded == original else {
                throw ConformanceFailure(check: check, problem: "\(decoded) was read back from \(original)")
            }
        }
    }

    /// A state loaded into a new model gives bit-equal scores, and is given back unchanged.
    public static func stateRoundTrip(
        _ model: any NextItemModel, into fresh: any NextItemModel, queries: [NextItemQuery]
    ) throws {
        let check = "save and load"
        let state = try model.state()
        try fresh.load(state: state)
        guard fresh.itemCount == model.itemCount else {
            throw ConformanceFailure(check: check, problem: "\(fresh.itemCount) items against \(model.itemCount)")
        }
        try ScoreTable(fresh, queries, check: check).requireEqual(ScoreTable(model, queries), check: check)
        guard try fresh.state() == state else {
            throw ConformanceFailure(check: check, problem: "the state given back differs from the state loaded")
        }
    }

    /// A state that lacks an array is refused, and leaves the model as it was.
    public static func incompleteStateIsRefused(_ model: any NextItemModel, queries: [NextItemQuery]) throws {
        let check = "incomplete state"
        let before = try ScoreTable(model, queries, check: check)
        let state = try model.state()
        for name in state.keys.sorted() {
            var incomplete = state
            incomplete[name] = nil
            var wasRefused = false
            do { try model.load(state: incomplete) } catch { wasRefused = true }
            guard wasRefused else {
                throw ConformanceFailure(check: check, problem: "a state without '\(name)' was accepted")
            }
        }
        try ScoreTable(model, queries, check: check).requireEqual(before, check: check)
    }

    /// Queries scored together score as when scored alone, and each position as when asked for alone.
    public static func batchEqualsSingle(
        _ model: any NextItemModel, queries: [NextItemQuery], tolerance: Float = 0
    ) throws {
        let together = try ScoreTable(model, queries, check: "batch = single")
        for (index, query) in queries.enumerated() {
            let alone = try ScoreTable(model, [query], check: "batch = single")
            try alone.requireEqual(together, query: { _ in index }, tolerance: tolerance, check: "batch = single")
            for (row, position) in query.positions.enumerated() {
                var single = query
                single.positions = position..<position + 1
                let found = try ScoreTable(model, [single], check: "position alone")
                let expected = ScoreTable(rows: [[together.rows[index][row]]])
                try found.requireEqual(expected, tolerance: tolerance, check: "position alone")
            }
        }
    }

    /// The order of the queries changes no score.
    public static func queryOrderChangesNothing(
        _ model: any NextItemModel, queries: [NextItemQuery], tolerance: Float = 0
    ) throws {
        let check = "order of queries"
        let forward = try ScoreTable(model, queries, check: check)
        let backward = try ScoreTable(model, queries.reversed(), check: check)
        let last = queries.count - 1
        try forward.requireEqual(backward, query: { last - $0 }, tolerance: tolerance, check: check)
    }

    /// What stands at or after a position does not change its scores.
    public static func futureChangesNothing(
        _ model: any NextItemModel, queries: [NextItemQuery], tolerance: Float = 0
    ) throws {
        let check = "no look-ahead"
        for query in queries {
            for position in query.positions {
                var whole = query
                whole.positions = position..<position + 1
                var cut = whole
                cut.history = query.history.prefix(position)
                try ScoreTable(model, [cut], check: check)
                    .requireEqual(ScoreTable(model, [whole]), tolerance: tolerance, check: check)
            }
        }
    }
}

extension ScoreTable {
    init(rows: [[[Float]]]) {
        self.rows = rows
    }
}

/// A model breaks a rule that every model must keep.
public struct ConformanceFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rule.
    public let check: String
    /// What was found and what was expected.
    public let problem: String

    /// Names the rule and says how it was broken.
    public init(check: String, problem: String) {
        self.check = check
        self.problem = problem
    }

    /// "rule: problem".
    public var description: String { "\(check): \(problem)" }
}
