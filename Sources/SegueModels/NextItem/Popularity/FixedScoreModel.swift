import SafeTensors
import SegueData

/// Hyper-parameters of a model that gives every query the same scores, and how the scores follow from the training part.
public protocol FixedScoreConfiguration: ModelConfiguration {
    /// The model's name in errors.
    static var modelName: String { get }

    /// One score per item, `[items]`, and a sentence about what was done.
    ///
    /// - Throws: ``FittingError`` when the training part does not have what the rule needs.
    func scores(of training: TrainingSequences) throws -> (values: [Float], message: String)
}

/// One score per item, the same for everybody: ``Popularity`` and ``RecentPopularity``.
public final class FixedScoreModel<Settings: FixedScoreConfiguration>: NextItemModel, Fittable, @unchecked Sendable {
    /// The hyper-parameters.
    public typealias Configuration = Settings

    /// The hyper-parameters in use.
    public let configuration: Settings
    private var scores: [Float]?

    /// Makes a model that has learned nothing yet.
    public init(configuration: Settings = Settings()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// Number of items in the catalog; 0 before the model is fitted or loaded.
    public var itemCount: Int { scores?.count ?? 0 }

    /// Computes the scores.
    ///
    /// - Throws: ``FittingError``, as the configuration says.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        let result = try configuration.scores(of: material.training)
        scores = result.values
        try context.progress(FitProgress(fraction: 1, message: result.message))
    }

    /// Gives every row the same scores.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        let scores = try fitted()
        let writer = try ScoreBlockWriter(itemCount: scores.count, queries: queries)
        for (index, query) in queries.enumerated() {
            for position in query.positions {
                let row = try writer.row(query: index, position: position, consume: consume)
                _ = row.update(fromContentsOf: scores)
            }
        }
        try writer.flush(consume)
    }

    /// `scores`: `[items]`, f32.
    public func state() throws -> [String: HostTensor] {
        let scores = try fitted()
        return ["scores": HostTensor(shape: [scores.count], values: scores)]
    }

    /// Replaces the scores.
    public func load(state: [String: HostTensor]) throws {
        scores = try StateReader(state: state).floats("scores", shape: [nil]).values
    }

    private func fitted() throws -> [Float] {
        guard let scores else { throw ModelStateError.notFitted(model: Settings.modelName) }
        return scores
    }
}
