import SegueData
import SegueModels

extension ModelConformance {
    /// A model that has not been fitted has no items, and refuses to score and to be saved.
    public static func nothingIsScoredBeforeTheFit(makeModel: () throws -> any NextItemModel & Fittable) throws {
        let check = "before the fit"
        let model = try makeModel()
        guard model.itemCount == 0 else {
            throw ConformanceFailure(check: check, problem: "the model has \(model.itemCount) items")
        }
        let actions: [(String, () throws -> Void)] = [
            ("it scores", { try model.score([NextItemQuery(user: 1, history: [1])]) { _ in } }),
            ("it has a state", { _ = try model.state() }),
        ]
        for (problem, action) in actions {
            do { try action() } catch is ModelStateError { continue }
            throw ConformanceFailure(check: check, problem: problem)
        }
    }

    /// Fitting twice from the same seed gives bit-equal states.
    public static func fitIsReproducible(
        _ training: TrainingSequences, seed: UInt64 = 7, makeModel: () throws -> any NextItemModel & Fittable
    ) throws {
        let states = try (0..<2).map { _ in
            var generator = SeededGenerator(seed: seed)
            let model = try makeModel()
            try model.fit(training, generator: &generator) { _ in }
            return try model.state()
        }
        guard states[0] == states[1] else {
            throw ConformanceFailure(check: "reproducible fit", problem: "the same seed gave two different states")
        }
    }

    /// Progress rises to 1, and an error thrown by the progress callback stops the fit.
    public static func fitReportsProgress(
        _ training: TrainingSequences, makeModel: () throws -> any NextItemModel & Fittable
    ) throws {
        let check = "progress"
        var generator = SeededGenerator(seed: 1)
        var fractions: [Double] = []
        try makeModel().fit(training, generator: &generator) { fractions.append($0.fraction) }
        guard fractions.last == 1, fractions == fractions.sorted(), fractions.allSatisfy({ $0 >= 0 }) else {
            throw ConformanceFailure(check: check, problem: "fractions must rise to 1, not \(fractions)")
        }
        let stop = ConformanceFailure(check: check, problem: "stopped on purpose")
        do {
            try makeModel().fit(training, generator: &generator) { _ in throw stop }
        } catch let error as ConformanceFailure where error == stop {
            return
        }
        throw ConformanceFailure(check: check, problem: "an error thrown by the callback did not stop the fit")
    }

    /// The model finds the next item of a synthetic chain far more often than the most popular items do.
    ///
    /// - Parameters:
    ///   - model: fitted on `chain.training`.
    ///   - chain: sequences in which most steps are known.
    ///   - minimumRecall: part of the queries whose target must stand among the first `chain.cutoff` unseen items.
    /// - Returns: the model's recall and that of popularity.
    @discardableResult
    public static func beatsPopularity(
        _ model: any NextItemModel, on chain: SyntheticChain, minimumRecall: Double
    ) throws -> (recall: Double, popularityRecall: Double) {
        let popularity = try Popularity()
        var generator = SeededGenerator(seed: 1)
        try popularity.fit(chain.training, generator: &generator) { _ in }
        let floor = try chain.recall(popularity)
        let recall = try chain.recall(model)
        guard recall >= minimumRecall, recall > 2 * floor else {
            throw ConformanceFailure(
                check: "beats popularity",
                problem: "recall@\(chain.cutoff) is \(recall), that of popularity \(floor); "
                    + "expected at least \(max(minimumRecall, 2 * floor))")
        }
        return (recall, floor)
    }
}
