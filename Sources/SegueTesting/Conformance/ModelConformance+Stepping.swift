import SegueData
import SegueModels
import Torch

extension ModelConformance {
    /// Events read one by one, many users side by side, leave the scores that the whole history gives: state = replay. So do
    /// states that were taken apart and put together. A model that looks at its last events alone must say when they are no
    /// longer the whole.
    ///
    /// - Parameters:
    ///   - model: A model that carries a state, with trained or fresh parameters.
    ///   - queries: Histories of known items, read as far as the shortest goes.
    ///   - tolerance: Largest difference of scores that counts as equal.
    /// - Throws: ``ConformanceFailure``, and whatever the model throws.
    public static func steppingEqualsReading(
        _ model: any SteppingModel, queries: [NextItemQuery], tolerance: Float
    ) throws {
        let check = "stepping = reading"
        let length = queries.map(\.items.count).min() ?? 0
        guard length > 1, queries.count > 1 else {
            throw ConformanceFailure(check: check, problem: "needs two histories of two items")
        }
        let stepper = try StateStepper(model)
        var state = try stepper.initialState(rows: queries.count)
        for step in 0..<length {
            let items = queries.map { $0.items[$0.items.startIndex + step] }
            let (representations, next) = try stepper.step(items, users: queries.map(\.user), state: state)
            let values = try stepper.scores(representations).array(Float.self)
            let found = queries.indices.map { [Array(values[$0 * model.itemCount..<($0 + 1) * model.itemCount])] }
            let asked = queries.map { query in
                var query = query
                query.positions = step + 1..<step + 2
                return query
            }
            let expected = try ScoreTable(model, asked, check: check)
            if step < model.maximumLength ?? .max {
                try ScoreTable(rows: found).requireEqual(expected, tolerance: tolerance, check: check)
            }
            state = try shuffled(next)
            let isWhole = step < model.maximumLength ?? .max
            guard state.isExact.allSatisfy({ $0 == isWhole }) else {
                throw ConformanceFailure(
                    check: check, problem: "after \(step + 1) events a state says exact: \(state.isExact)")
            }
            guard isWhole else { break }
        }
    }

    /// The same users in the same order, by way of states of one and of several users.
    private static func shuffled(_ state: SteppingState) throws -> SteppingState {
        let last = state.rowCount - 1
        let parts = try [state.rows(Array((0..<last).reversed())), state.rows([last])]
        let joined = try SteppingState.joining(parts.reversed())
        return try joined.rows((0..<last).map { last - $0 } + [0])
    }
}
