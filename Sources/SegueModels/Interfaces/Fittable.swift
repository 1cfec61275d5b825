import SafeTensors
import SegueData

/// What a model learns from: the train part of the data, and what is known of items and users.
public struct LearningMaterial: Sendable {
    /// Each user's training interactions in order; nothing else may be looked at.
    public let training: TrainingSequences
    /// The examples of the train part; nil for models of the next item.
    public let examples: ExampleSet?
    /// Those of the validation part, for fits of few numbers in which nothing is chosen; nil where there are none.
    public let validation: ExampleSet?
    /// Titles and categories, by the ids of the items.
    public let catalog: ItemCatalog
    /// Features of users, by their ids.
    public let userCatalog: UserCatalog

    /// Collects the parts.
    public init(
        training: TrainingSequences, examples: ExampleSet? = nil, validation: ExampleSet? = nil,
        catalog: ItemCatalog = .empty,
        userCatalog: UserCatalog = .empty
    ) {
        self.training = training
        self.examples = examples
        self.validation = validation
        self.catalog = catalog
        self.userCatalog = userCatalog
    }
}

/// Where a fit that takes long keeps how far it has come.
public protocol FitCheckpoints {
    /// What an earlier process kept last; nil when the fit begins.
    func restored() throws -> [String: HostTensor]?
    /// Called after each part of the work, with all that is needed to go on from there; saves it now and then.
    /// - Throws: What saving throws, and an error to stop with, when somebody asked for an end.
    func keep(_ state: () throws -> [String: HostTensor]) throws
}

/// What a fit is given besides: its random numbers, somebody to tell how far it is, and a place to keep that.
public struct FitContext {
    /// Source of all random choices; left advanced.
    public var generator: SeededGenerator
    /// Called now and then with the part done; an error it throws stops the fit.
    public let progress: (FitProgress) throws -> Void
    /// Where a fit that takes long keeps how far it has come; nil for nowhere.
    public let checkpoints: (any FitCheckpoints)?

    /// A context.
    public init(
        generator: SeededGenerator, checkpoints: (any FitCheckpoints)? = nil,
        progress: @escaping (FitProgress) throws -> Void = { _ in }
    ) {
        self.generator = generator
        self.checkpoints = checkpoints
        self.progress = progress
    }
}

/// A model that learns by itself, without the shared trainer: counting, neighborhoods, factorizations trained by plain
/// stochastic gradient descent.
public protocol Fittable: Model {
    /// Learns, forgetting all that was learned before.
    ///
    /// The same material and the same generator give bit-equal state, unless the model's configuration says otherwise. An
    /// error that `progress` throws leaves the model unusable until it is fitted or loaded again.
    func fit(_ material: LearningMaterial, _ context: inout FitContext) throws
}

extension Fittable {
    /// Learns from sequences alone.
    public func fit(
        _ training: TrainingSequences, generator: inout SeededGenerator, progress: (FitProgress) throws -> Void
    ) throws {
        try withoutActuallyEscaping(progress) { progress in
            var context = FitContext(generator: generator, progress: progress)
            defer { generator = context.generator }
            try fit(LearningMaterial(training: training), &context)
        }
    }
}
