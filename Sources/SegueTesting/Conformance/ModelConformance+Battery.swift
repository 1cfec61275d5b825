import SegueData
import SegueModels

extension ModelConformance {
    /// Every rule, one after the other: what a model's tests call.
    ///
    /// ```swift
    /// let chain = try SyntheticChain()
    /// let model = try MyModel(itemCount: chain.training.itemCount)
    /// // … train it on chain.training …
    /// try ModelConformance.battery(model, on: chain, minimumRecall: 0.6, tolerance: 1e-4) {
    ///     try MyModel(itemCount: chain.training.itemCount)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - model: Trained on `chain.training`.
    ///   - chain: Sequences in which most steps are known.
    ///   - minimumRecall: Part of the queries whose target must stand among the first `chain.cutoff` unseen items; nil for
    ///     models that do not personalize and so need not beat popularity.
    ///   - tolerance: Largest difference of scores that counts as equal; 0 for equal bits.
    ///   - longestHistory: Length of the longest history that is scored.
    ///   - makeModel: Makes a model of the same settings that has learned nothing.
    /// - Throws: ``ConformanceFailure`` naming the first rule that is broken, and whatever the model throws.
    public static func battery(
        _ model: any NextItemModel, on chain: SyntheticChain, minimumRecall: Double?, tolerance: Float = 0,
        longestHistory: Int = 1_000, makeModel: () throws -> any NextItemModel
    ) throws {
        var queries = Array(chain.queries.prefix(8))
        for index in queries.indices { queries[index].positions = index..<queries[index].items.count + 1 }
        if let first = queries.first {
            queries.append(NextItemQuery(user: 0, items: first.items, positions: 0..<first.items.count))
            queries.append(NextItemQuery(user: 1, items: first.items, times: first.times, positions: 1..<1))
        }
        let history = chain.queries.last.map { Array($0.items) } ?? []
        try stateRoundTrip(model, into: makeModel(), queries: queries)
        try incompleteStateIsRefused(model, queries: queries)
        try batchEqualsSingle(model, queries: queries, tolerance: tolerance)
        try queryOrderChangesNothing(model, queries: queries, tolerance: tolerance)
        try futureChangesNothing(model, queries: queries, tolerance: tolerance)
        try extremeHistories(model, longest: longestHistory)
        try unknownUsersAndItems(
            model, userCount: chain.training.userCount, history: history, tolerance: tolerance)
        try impossiblePositionsAreRefused(model)
        if let stepping = model as? any SteppingModel, stepping.canStep {
            let known = chain.queries.prefix(8).filter { $0.items.count > 1 }
            try steppingEqualsReading(stepping, queries: Array(known), tolerance: max(tolerance, 1e-5))
        }
        if let minimumRecall { try beatsPopularity(model, on: chain, minimumRecall: minimumRecall) }
        if model is any NextItemModel & Fittable {
            let makeFittable: () throws -> any NextItemModel & Fittable = {
                guard let fresh = try makeModel() as? any NextItemModel & Fittable else {
                    throw ConformanceFailure(check: "learning", problem: "a fresh model cannot be fitted")
                }
                return fresh
            }
            try nothingIsScoredBeforeTheFit(makeModel: makeFittable)
            try fitIsReproducible(chain.training, makeModel: makeFittable)
            try fitReportsProgress(chain.training, makeModel: makeFittable)
        }
    }
}
