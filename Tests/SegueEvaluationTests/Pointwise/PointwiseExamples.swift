@testable import SegueEvaluation

/// The examples of `Fixtures/pointwise_metrics.py`.
struct PointwiseExamples {
    static let count = 600

    /// Clicks: 120 events of 5 rows, every seventh without a click; ties in the logits.
    static func clicks(weighted: Bool = false) throws -> (set: PointwiseSet, logits: [Float]) {
        let rows = 0..<count
        let events = rows.map { $0 / 5 }
        let labels = rows.map { $0 % 5 == 0 && events[$0] % 7 != 3 ? Float(1) : 0 }
        let set = try PointwiseSet(
            users: events.map { Int32(1 + ($0 * $0 + $0 / 3) % 17) }, items: rows.map { Int32($0 % 40 + 1) },
            labels: labels, weights: weighted ? rows.map { 1 + Float($0 % 4) / 2 } : nil,
            groups: events.map { Int32($0) }, userTrainingCounts: Array(1...17),
            itemTrainingCounts: Array(1...40))
        let logits = rows.map { Float(($0 * 2_654_435_761) % (1 << 32) / (1 << 20) % 97) / 16 - 4 + labels[$0] }
        return (set, logits)
    }

    /// Ratings of 30 users.
    static func ratings(weighted: Bool = false) throws -> (set: PointwiseSet, predictions: [Float]) {
        let rows = 0..<count
        let set = try PointwiseSet(
            users: rows.map { Int32(1 + ($0 * $0 + $0 / 4) % 30) }, items: rows.map { Int32($0 % 40 + 1) },
            labels: rows.map { 1 + Float(($0 * $0 + $0 / 3) % 5) },
            weights: weighted ? rows.map { 1 + Float($0 % 3) / 4 } : nil, userTrainingCounts: Array(1...30),
            itemTrainingCounts: Array(1...40))
        return (set, rows.map { Float($0 * 40_503 % 65_536 % 161) / 32 + 0.5 })
    }

    /// A small set with one training interaction per item.
    static func set(
        users: [Int32], labels: [Float], items: [Int32]? = nil, weights: [Float]? = nil, groups: [Int32]? = nil,
        steps: [ProtocolStep] = []
    ) throws -> PointwiseSet {
        try PointwiseSet(
            users: users, items: items ?? users.map { _ in 1 }, labels: labels, weights: weights, groups: groups,
            itemTrainingCounts: [Int](repeating: 1, count: 9), steps: steps)
    }
}
