import SegueData
import SegueModels

extension ModelConformance {
    /// Empty, one-item and very long histories are scored, with finite scores.
    public static func extremeHistories(_ model: any NextItemModel, longest: Int = 10_000) throws {
        let check = "extreme histories"
        guard model.itemCount > 0 else {
            throw ConformanceFailure(check: check, problem: "the model has no items")
        }
        let long = (0..<longest).map { Int32(truncatingIfNeeded: ($0 * 7) % model.itemCount + 1) }
        let repeated = [Int32](repeating: 1, count: longest)
        let times = (0..<longest).map { Int64($0) * 86_400 }
        for user: Int32 in [0, 1] {
            let queries = [
                NextItemQuery(user: user, items: [], positions: 0..<1),
                NextItemQuery(user: user, items: [], times: [], positions: 0..<1),
                NextItemQuery(user: user, items: [1], positions: 0..<2),
                NextItemQuery(user: user, items: [], positions: 0..<0),
                NextItemQuery(user: user, items: long[...], positions: longest - 1..<longest + 1),
                NextItemQuery(user: user, items: long[...], times: times[...], positions: longest..<longest + 1),
                NextItemQuery(user: user, items: repeated[...], positions: longest..<longest + 1),
            ]
            _ = try ScoreTable(model, queries, check: check)
        }
        _ = try ScoreTable(model, [], check: check)
    }

    /// Items and users that the model does not know are tolerated; such items leave no trace, and all such users are
    /// treated alike.
    ///
    /// - Parameters:
    ///   - model: the model, fitted or loaded.
    ///   - userCount: number of users the model was trained on, at least 1.
    ///   - history: items that the model knows.
    ///   - tolerance: largest difference of scores that counts as equal; 0 for equal bits.
    public static func unknownUsersAndItems(
        _ model: any NextItemModel, userCount: Int, history: [Int32], tolerance: Float = 0
    ) throws {
        let check = "unknown users and items"
        let strangers: [Int32] = [0, -1, .min, Int32(clamping: model.itemCount + 1), .max]
        var mixed: [Int32] = []
        for (offset, item) in history.enumerated() {
            mixed.append(strangers[offset % strangers.count])
            mixed.append(item)
        }
        mixed.append(contentsOf: strangers)
        let unknownUsers: [Int32] = [0, -1, .min, Int32(clamping: userCount + 1), .max]
        for user in unknownUsers + [1] {
            let clean = NextItemQuery(user: user, history: history)
            let dirty = NextItemQuery(user: user, history: mixed)
            let only = NextItemQuery(user: user, history: strangers)
            let empty = NextItemQuery(user: user, history: [])
            let table = try ScoreTable(model, [dirty, only], check: check)
            let expected = try ScoreTable(model, [clean, empty], check: check)
            try table.requireEqual(expected, tolerance: tolerance, check: check)
        }
        let queries = unknownUsers.map { NextItemQuery(user: $0, history: history) }
        let table = try ScoreTable(model, queries, check: check)
        try table.requireEqual(table, query: { _ in 0 }, tolerance: tolerance, check: check)
    }

    /// Positions that a history does not have are refused with an error.
    public static func impossiblePositionsAreRefused(_ model: any NextItemModel) throws {
        for positions in [-1..<1, 2..<4, 5..<6] {
            let query = NextItemQuery(user: 1, items: [1, 1], positions: positions)
            var wasRefused = false
            do { try model.score([query]) { _ in } } catch { wasRefused = true }
            guard wasRefused else {
                throw ConformanceFailure(
                    check: "impossible positions", problem: "\(positions) of a history of 2 items was accepted")
            }
        }
    }
}
