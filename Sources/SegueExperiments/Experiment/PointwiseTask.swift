import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueText
import SegueTraining

/// One number per example: how a user rates an item, or whether they take it.
public struct PointwiseTask: ExperimentTask {
    /// What models are built for.
    public let shape: DataShape
    /// The fields of users, items and events, learned from the train part.
    public let features: FeatureTable?
    private let dataset: Dataset
    private let split: DataSplit
    private let task: ModelTask
    private let training: ExampleChoice
    private let measured: ExampleChoice
    private let evaluation: EvaluationConfiguration
    private let ratingStep: Double
    private let seed: UInt64

    init(_ recipe: Recipe, dataset: Dataset, split: DataSplit, textEncoder: (any TextEncoder)?) throws {
        let texts = try recipe.features.texts.map { name in
            try EncodedTexts(
                name, of: split.log.items, in: dataset.catalog, by: textEncoder ?? HashedNGramEncoder())
        }
        for (field, choice) in [("examples", recipe.examples), ("testExamples", recipe.testExamples)] {
            guard let choice, !type(of: choice.strategy).tasks.contains(recipe.task ?? .rating) else { continue }
            throw ConfigurationError(
                field: field, problem: "'\(choice.name)' is not for \((recipe.task ?? .rating).rawValue)s")
        }
        guard recipe.evaluation.protocolLetter == nil else {
            throw ConfigurationError(
                field: "evaluation.protocolLetter", problem: "the protocols A to D rank the next item; leave it out")
        }
        try self.init(
            task: recipe.task ?? .rating, examples: recipe.examples, testExamples: recipe.testExamples,
            evaluation: recipe.evaluation, seed: recipe.seed, dataset: dataset, split: split,
            features: try FeatureTable(
                learning: split, catalog: dataset.catalog, userCatalog: dataset.userCatalog,
                options: recipe.features, texts: texts))
    }

    /// A task over data that is split, with fields that are known.
    init(
        task: ModelTask, examples: ExampleChoice?, testExamples: ExampleChoice?, evaluation: EvaluationConfiguration,
        seed: UInt64, dataset: Dataset, split: DataSplit, features: FeatureTable?
    ) throws {
        self.task = task
        let training = examples ?? ExampleChoice(task == .rating ? EveryEvent() : EventWithNegatives())
        self.training = training
        let alike = training.strategy.heldOutAlike.map { ExampleChoice($0) }
        let candidates = max(1, min(FixedCandidates().candidates, split.log.itemCount - 1))
        measured =
            testExamples ?? alike
            ?? ExampleChoice(task == .rating ? EveryEvent() : FixedCandidates(candidates: candidates))
        self.evaluation = evaluation
        ratingStep = task == .rating ? RatingOptions.step(among: split.log.ratingColumn ?? []) : 1
        self.seed = seed
        self.dataset = dataset
        self.split = split
        // A bundle's fields count the events of the train part alone.
        self.features = features?.counting(split.log.columns)
        var shape = DataShape(split, catalog: dataset.catalog, features: features?.schema, task: task)
        shape.oddsFactor = try training.strategy.oddsFactor(in: split)
        self.shape = shape
    }

    /// A model that predicts a number.
    public func entry(named name: String) throws -> any ModelDescription {
        let entry = try ModelCatalog.pointwise(named: name)
        guard entry.tasks.contains(task) else {
            let tasks = entry.tasks.map(\.rawValue).joined(separator: " or ")
            throw ConfigurationError(
                field: "model.name", problem: "'\(name)' is for \(tasks), not for \(task.rawValue)")
        }
        return entry
    }

    /// The examples of the train part.
    public func material(for model: any Model, seed: UInt64) throws -> LearningMaterial {
        var generator = SeededGenerator(seed: seed).split("examples")
        return LearningMaterial(
            training: split.training,
            examples: model is any Fittable || model is any ExampleKeeping
                ? try examples(training, .train, &generator) : nil,
            validation: model is any Fittable && task == .click
                ? try examples(training, .validation, &generator) : nil,
            catalog: dataset.catalog, userCatalog: dataset.userCatalog)
    }

    private func examples(
        _ choice: ExampleChoice, _ part: RowPart, _ generator: inout SeededGenerator
    ) throws -> ExampleSet {
        var examples = try choice.strategy.examples(of: part, in: split, generator: &generator)
        examples.areLearnedFrom = part == .train
        if task == .click, let row = examples.labels.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw ConfigurationError(
                field: part == .train ? "examples" : "testExamples",
                problem:
                    "'\(choice.name)' gives the label \(examples.labels[row]), and those of clicks are 0 or 1; take "
                    + "'\(EventWithNegatives.name)', or data whose ratings are 0 and 1")
        }
        return examples.with(features: features)
    }

    /// The trainer of a pointwise network, watched on validation where there is any.
    public func makeTrainer(
        _ model: any Model, _ recipe: ModelRecipe, seed: UInt64, checkpoints: CheckpointStore?
    ) throws -> (any TrainingRun)? {
        guard let model = model as? any PointwiseNetwork else { return nil }
        return try trainer(
            of: model, recipe, seed: seed, checkpoints: checkpoints,
            validate: watching(recipe.training.watchedMetric(of: task), named: recipe.title))
    }

    /// The trainer of a pointwise network; without `validate` the weights of the last epoch are kept.
    func trainer(
        of network: any PointwiseNetwork, _ recipe: ModelRecipe, seed: UInt64, checkpoints: CheckpointStore?,
        validate: ((any PointwiseNetwork) throws -> Double?)? = nil
    ) throws -> any TrainingRun {
        let metric = try recipe.training.watchedMetric(of: task)
        let problem = try PointwiseProblem(
            model: network, examples: { try examples(training, .train, &$0) }, areRandom: training.strategy.isRandom,
            batchSize: recipe.training.batchSize, configuration: recipe.training.examples,
            direction: metric.kind.direction ?? .lower, validate: validate)
        return try Trainer(problem, configuration: recipe.training.trainer, seed: seed, checkpoints: checkpoints)
    }

    /// Gives a metric on the validation part; nil when that has no example.
    private func watching(_ metric: Metric, named name: String) throws -> ((any PointwiseModel) throws -> Double?)? {
        let set = try evaluationSet(.validation)
        guard set.examples.count > 0 else { return nil }
        var quick = evaluation
        (quick.metrics, quick.resamples) = ([metric], 0)
        return { [quick] in try measure($0, named: name, on: set, quick).evaluation[metric] }
    }

    /// Measures a model on the validation part.
    public func validationValue(of metric: Metric, _ model: AnyModel, named name: String) throws -> Double? {
        guard case .pointwise(let model) = model else { return nil }
        return try watching(metric, named: name)?(model)
    }

    /// The optimizer's steps in an epoch.
    func stepsPerEpoch(_ settings: LearningSettings, seed: UInt64) throws -> Int {
        var generator = SeededGenerator(seed: seed).split("examples")
        let size = settings.batchSize * settings.accumulatedBatches
        return max(1, (try examples(training, .train, &generator).count + size - 1) / size)
    }

    /// The examples of a held-out part, and as evaluators take them.
    private func evaluationSet(_ part: RowPart) throws -> (examples: ExampleSet, set: PointwiseSet) {
        var generator = SeededGenerator(seed: seed).split("examples of \(part)")
        let examples = try examples(measured, part, &generator)
        // An event and the negatives drawn for it have one row of the log.
        let groups = task == .click ? examples.eventRows.map { Int32(truncatingIfNeeded: $0) } : nil
        let training = split.training
        let steps =
            ProtocolStep.steps(of: split.description) + [
                .described(.examples, "trained on \(self.training.strategy.text)"),
                .described(.examples, "measured on \(measured.strategy.text)"),
            ] + examples.record.map { .described(.examples, $0) }
        let set = try PointwiseSet(
            users: examples.users, items: examples.items, labels: examples.labels, weights: examples.weights,
            groups: groups, userTrainingCounts: training.userIndices.map { training.rows(ofUser: $0).count },
            itemTrainingCounts: training.itemCounts, steps: steps, properties: split.description.properties,
            emptyReason: examples.count == 0 ? split.reasonForNoTargets(part == .test ? .test : .validation) : nil)
        return (examples, set)
    }

    private func measure(
        _ model: any PointwiseModel, named name: String, on part: (examples: ExampleSet, set: PointwiseSet),
        _ evaluation: EvaluationConfiguration
    ) throws -> EvaluationOutcome {
        let predictions = try model.predictions(of: part.examples)
        switch model.predicts {
        case .rating:
            return try RatingEvaluator(
                options: evaluation.ratingOptions(range: shape.ratingRange, step: ratingStep)
            )
            .evaluate(predictions, named: name, on: part.set)
        case .logit:
            let options = evaluation.clickOptions()
            let lists = try options.listLength.map {
                try CatalogRanking(split, features: features).lists(of: model, for: part.examples, length: $0)
            }
            return try ClickEvaluator(options: options).evaluate(
                predictions, named: name, on: part.set, lists: lists ?? [])
        }
    }

    /// Learns a blend's weights on the validation part.
    public func weigh(_ blend: any Blend) throws {
        try (blend as? PointwiseBlend)?.weigh(on: evaluationSet(.validation).examples)
    }

    /// Predicts the examples of the test part.
    public func measure(
        _ model: AnyModel, named name: String, progress: (Int, Int) throws -> Void
    ) throws -> EvaluationOutcome {
        guard case .pointwise(let model) = model else {
            throw ConfigurationError(field: "model.name", problem: "'\(name)' predicts no number")
        }
        guard (model.predicts == .rating) == (task == .rating) else {
            throw ConfigurationError(
                field: "task", problem: "'\(name)' predicts a \(model.predicts.rawValue), which is not asked for here")
        }
        let part = try evaluationSet(.test)
        try progress(0, part.examples.count)
        return try measure(model, named: name, on: part, evaluation)
    }

    /// The columns of tables.
    public var shownMetrics: [Metric] {
        get throws {
            task == .rating
                ? try RatingEvaluator(options: evaluation.ratingOptions(range: shape.ratingRange)).shownMetrics
                : try ClickEvaluator(options: evaluation.clickOptions()).shownMetrics
        }
    }
}
