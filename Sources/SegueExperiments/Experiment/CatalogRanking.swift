import SegueData
import SegueEvaluation
import SegueModels

/// Ranks the whole catalog by a model of clicks for each user of the test part, once, at the moment at which test begins.
///
/// A user's history is what they did before that moment. Candidates are the items of the train part that the user has not met
/// before it; equal predictions stand in the order of the items' ids. What counts is what the user takes later, of these items.
struct CatalogRanking {
    private let split: DataSplit
    private let features: FeatureTable?
    private let candidates: [Int32]
    private let moment: InteractionColumns

    /// - Throws: `EvaluationError` for a split that cuts no sequences.
    init(_ split: DataSplit, features: FeatureTable?) throws {
        guard split.drawnParts == nil else {
            throw EvaluationError.invalidOption(
                field: "metrics", problem: "the catalog is ranked where test begins, and this split draws single rows")
        }
        self.split = split
        self.features = features
        let trained = split.training.itemCounts
        candidates = split.log.items.indicesInOrderOfId.filter { trained[Int($0) - 1] > 0 }
        let times = split.log.timeColumn
        let first = times.flatMap { times in
            split.log.userIndices.compactMap { user in split.rows(.test, ofUser: user).first.map { times[$0] } }.min()
        }
        moment = InteractionColumns(items: [0], times: first.map { [$0] }, timeUnit: split.log.timeUnit)
    }

    /// The best items for each user who takes something.
    /// - Parameters:
    ///   - model: What predicts.
    ///   - examples: Those of the test part; labels of 1 say what is taken.
    ///   - length: How many items.
    func lists(of model: any PointwiseModel, for examples: ExampleSet, length: Int) throws -> [CatalogList] {
        let known = Set(candidates)
        var taken: [Int32: Set<Int32>] = [:]
        for row in 0..<examples.count where examples.labels[row] == 1 && known.contains(examples.items[row]) {
            taken[examples.users[row], default: []].insert(examples.items[row])
        }
        var selector = TopSelector(count: length)
        return try taken.keys.sorted().map { user in
            let met = Set(history(of: user).map { split.log.itemColumn[$0] })
            var scores = try model.predictions(of: questions(for: user))
            for (column, item) in candidates.enumerated() where met.contains(item) { scores[column] = -.infinity }
            scores.withUnsafeBufferPointer { selector.select(from: $0) }
            return CatalogList(
                user: user, best: selector.selection.map { candidates[Int($0.item) - 1] }, taken: taken[user] ?? [])
        }
    }

    private func history(of user: Int32) -> Range<Int> {
        split.log.rows(ofUser: user).lowerBound..<split.validationEnds[Int(user) - 1]
    }

    private func questions(for user: Int32) -> ExampleSet {
        let rows = history(of: user)
        let isTrained = split.trainEnds[Int(user) - 1] > rows.lowerBound
        var questions = ExampleSet(columns: split.log.columns, events: moment, features: features)
        questions.reserveCapacity(candidates.count)
        for item in candidates {
            questions.add(
                user: user, isTrained: isTrained, item: item, history: rows, event: 0,
                label: 0)
        }
        return questions
    }
}
