import SegueData
import SegueModels

extension ModelConformance {
    /// Every rule that holds for all models that predict one number per example, in one call.
    ///
    /// Save and load give bit-equal predictions, and what is missing is refused; a part of the rows is predicted as all of them
    /// are; labels are not looked at; unknown users and items get a finite prediction; predictions are better than the
    /// mean of the labels.
    ///
    /// - Parameters:
    ///   - model: A model that has learned.
    ///   - examples: What it learned from; two examples at least.
    ///   - tolerance: Largest difference that counts as equal.
    ///   - beatsMean: Whether predictions must be better than the mean of the labels.
    ///   - makeModel: Makes a model of the same settings that has learned nothing.
    /// - Throws: ``ConformanceFailure`` naming the first rule that is broken, and whatever the model throws.
    public static func battery(
        _ model: any PointwiseModel, on examples: ExampleSet, tolerance: Float = 0, beatsMean: Bool = true,
        makeModel: () throws -> any PointwiseModel
    ) throws {
        let all = try model.predictions(of: examples)
        func require(_ found: [Float], _ expected: [Float], _ check: String) throws {
            guard found.count == expected.count, zip(found, expected).allSatisfy({ abs($0 - $1) <= tolerance }) else {
                throw ConformanceFailure(check: check, problem: "predictions differ")
            }
        }
        guard all.allSatisfy(\.isFinite) else {
            throw ConformanceFailure(check: "finite", problem: "a prediction is not a finite number")
        }
        let again = try makeModel()
        try again.load(state: model.state())
        guard try again.predictions(of: examples) == all else {
            throw ConformanceFailure(check: "save and load", problem: "predictions are not bit-equal")
        }
        for name in try model.state().keys {
            var state = try model.state()
            state[name] = nil
            guard (try? makeModel().load(state: state)) == nil else {
                throw ConformanceFailure(check: "incomplete state", problem: "it does without '\(name)'")
            }
        }
        let half = examples.count / 2
        var part = [Float](repeating: 0, count: examples.count - half)
        try part.withUnsafeMutableBufferPointer {
            try model.predict(examples, rows: half..<examples.count, into: $0)
        }
        try require(part, Array(all[half...]), "part of the rows")
        try require(model.predictions(of: examples.withoutLabels), all, "labels")
        var strangers = ExampleSet(columns: examples.columns, events: examples.events, features: examples.features)
        for (user, item) in [(0, 1), (1, 0), (0, 0), (Int32.max, Int32.max)] as [(Int32, Int32)] {
            strangers.add(user: user, item: item, history: 0..<0, event: -1, label: 0)
        }
        // Somebody of whom a history is all that is known.
        for item in [0, 1] as [Int32] {
            let history = 0..<min(5, examples.columns.count)
            strangers.add(user: 0, item: item, history: history, event: -1, label: 0)
        }
        guard try model.predictions(of: strangers).allSatisfy(\.isFinite) else {
            throw ConformanceFailure(check: "unknown users and items", problem: "a prediction is not a finite number")
        }
        if beatsMean { try beatsTheMean(model, all, examples) }
    }

    private static func beatsTheMean(
        _ model: any PointwiseModel, _ predictions: [Float], _ examples: ExampleSet
    ) throws {
        let labels = examples.labels.map(Double.init)
        let mean = labels.reduce(0, +) / Double(labels.count)
        func error(_ value: (Int) -> Double) -> Double {
            labels.indices.reduce(0) { $0 + (value($1) - labels[$1]) * (value($1) - labels[$1]) }
        }
        let (own, constant) = (
            error { Double(model.predicts.value(of: predictions[$0])) }, error { _ in mean }
        )
        guard own < 0.9 * constant else {
            throw ConformanceFailure(
                check: "learning", problem: "squared error \(own), that of the mean label \(constant)")
        }
    }
}

extension ExampleSet {
    /// The same examples, all labeled 0.
    fileprivate var withoutLabels: ExampleSet {
        var copy = ExampleSet(columns: columns, events: events, features: features)
        for row in 0..<count {
            copy.add(
                user: users[row], item: items[row], history: historyStarts[row]..<historyEnds[row],
                event: eventRows[row], label: 0)
        }
        return copy
    }
}
