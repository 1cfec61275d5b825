/// The result on a part of the events, such as those of cold users.
public struct EvaluationSegment: Codable, Sendable, Equatable {
    /// Which part.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Users with few training interactions.
        case coldUsers
        /// The other users.
        case warmUsers
        /// Targets with few training interactions, those with none included.
        case coldItems
        /// The other targets.
        case warmItems
    }

    /// Which part.
    public let kind: Kind

    /// Cold is what has fewer training interactions than this.
    public let threshold: Int

    /// Users with events in this part.
    public let users: Int

    /// Events in this part.
    public let events: Int

    /// The metrics; without entries when there is no event.
    public let values: [Metric: Double]

    /// The part in words.
    public var title: String {
        switch kind {
        case .coldUsers: "cold users (fewer than \(threshold) training interactions)"
        case .warmUsers: "warm users (at least \(threshold) training interactions)"
        case .coldItems: "cold items (fewer than \(threshold) training interactions)"
        case .warmItems: "warm items (at least \(threshold) training interactions)"
        }
    }
}

extension EvaluationSegment {
    /// The segments of several runs on the same events, values averaged; none where the runs have different ones.
    static func mean(of runs: [[EvaluationSegment]]) -> [EvaluationSegment] {
        guard let first = runs.first, runs.allSatisfy({ $0.map(\.kind) == first.map(\.kind) }) else { return [] }
        return first.indices.map { index in
            let segment = first[index]
            var values: [Metric: Double] = [:]
            for metric in segment.values.keys {
                let found = runs.compactMap { $0[index].values[metric] }
                if found.count == runs.count { values[metric] = found.reduce(0, +) / Double(found.count) }
            }
            return EvaluationSegment(
                kind: segment.kind, threshold: segment.threshold, users: segment.users, events: segment.events,
                values: values)
        }
    }
}
