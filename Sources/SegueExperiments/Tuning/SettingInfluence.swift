import SegueData

/// How much each setting alone had to do with the values of trials: its share of their variance over the whole space.
///
/// This is the functional analysis of variance of Hutter, Hoos and Leyton-Brown ("An efficient approach for assessing
/// hyperparameter importance", ICML 2014) for single settings: regression trees, each grown on as many trials drawn with
/// replacement, stand for the values everywhere; the variance of a tree over the space is parted exactly, and the shares are
/// means over the trees. What the shares leave of 1 is due to settings together. Choices count in the order in which they are
/// written. With few trials the shares say little.
public struct SettingInfluence: Codable, Sendable, Equatable {
    /// Path of the setting.
    public let path: String
    /// Its share of the variance, 0 to 1.
    public let share: Double

    /// Trees of a forest.
    private static let treeCount = 64
    /// Fewer trials say nothing.
    static let leastTrials = 4

    /// The influence of all settings, the greatest first; empty for too few trials, or trials that are all alike.
    public static func shares(in study: Study, seed: UInt64) -> [SettingInfluence] {
        let measured = study.trials.compactMap { trial -> (point: [Double], value: Double)? in
            guard let value = study.value(of: trial), let point = study.space.point(of: trial.values) else {
                return nil
            }
            return (point, value)
        }
        guard measured.count >= leastTrials else { return [] }
        let shares = shares(of: measured.map(\.point), measured.map(\.value), seed: seed)
        return zip(study.space.paths, shares).map { SettingInfluence(path: $0, share: $1) }
            .sorted { ($1.share, $0.path) < ($0.share, $1.path) }
    }

    /// The share of each side of the cube.
    static func shares(of points: [[Double]], _ values: [Double], seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed).split("influence")
        var sums = [Double](repeating: 0, count: points.first?.count ?? 0)
        var grown = 0
        for _ in 0..<treeCount {
            let drawn = points.indices.map { _ in generator.next(below: points.count) }
            let variances = RegressionTree(drawn.map { points[$0] }, drawn.map { values[$0] }).variances
            guard variances.total > 0 else { continue }
            grown += 1
            for side in sums.indices { sums[side] += variances.sides[side] / variances.total }
        }
        return grown > 0 ? sums.map { $0 / Double(grown) } : []
    }
}
