import Foundation
import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining
import Torch
import TorchNN

extension Experiment {
    /// What is left of a network that was damaged, and what it regains (Meyes et al. 2019).
    public struct Recovery {
        /// Measured once damaged.
        public let damaged: EvaluationOutcome
        /// Measured after the recovery epochs.
        public let recovered: EvaluationOutcome
        /// One record an epoch.
        public let records: [EpochRecord]
    }

    /// Damages a copy of a trained network, and trains on what the damage has not fixed.
    ///
    /// The copy has the weights of the best epoch; the optimizer goes on with the moments that it had after the last one.
    /// The rate makes a cycle of its own over all steps, from a quarter of the base rate up to half in the first 5 %, and
    /// back. Nothing is validated: the weights after the last epoch are measured.
    /// - Parameters:
    ///   - trained: The network, which stays as it is.
    ///   - title: The damage, for messages, tables and checkpoints.
    ///   - epochs: Recovery epochs.
    ///   - checkpoints: Directory to save to and resume from; nil for neither.
    ///   - observer: Told about the training.
    ///   - signalToStopFor: Asked between steps for a signal to stop for; 0 to go on.
    ///   - damage: Changes the copy.
    /// - Throws: `ConfigurationError` for a model that is no network of ratings or clicks, and what training throws.
    public func recover(
        _ trained: TrainedModel, named title: String, epochs: Int = 2, checkpoints: URL? = nil,
        observer: (any TrainingObserver)? = nil, signalToStopFor: @escaping () -> Int32 = { 0 },
        damage: (any PointwiseNetwork) throws -> Void
    ) throws -> Recovery {
        guard let task = task as? PointwiseTask, let original = trained.model.model as? any PointwiseNetwork else {
            throw ConfigurationError(
                field: "model.name", problem: "'\(trained.entry.name)' is no network that predicts a number")
        }
        let recipe = try Self.recovery(
            of: trained.recipe, title: title, epochs: epochs,
            stepsPerEpoch: task.stepsPerEpoch(trained.recipe.training, seed: trained.seed))
        var random = SeededGenerator(seed: trained.seed).split("recovery")
        let seed = random.next()
        let copy = try trained.entry.makeModel(recipe.configuration, shape: shape, generator: Generator(seed: seed))
        guard let network = copy.model as? any PointwiseNetwork else { preconditionFailure("a network as before") }
        if let keeping = network as? any TrainingDataKeeping {
            try keeping.keep(task.material(for: network, seed: trained.seed))
        }
        network.move(to: trained.device)
        try network.load(
            parameters: Dictionary(
                original.namedParameters.map { ($0.name, $0.parameter.value) }, uniquingKeysWith: { first, _ in first })
        )
        let store = try checkpoints.map {
            CheckpointStore(
                at: $0,
                identity: try identity(
                    of: recipe, seed: trained.seed,
                    others: [("damage", title), ("trained", trained.recipe.training), ("kept", trained.bestEpoch)]))
        }
        // Made before the damage, so that the optimizer has all parameters that the moments are of; those that are fixed
        // get no gradient, and it leaves them alone.
        let trainer = try task.trainer(of: network, recipe, seed: seed, checkpoints: store)
        try trainer.takeOver(optimizerState: trained.optimizerState)
        try damage(network)
        let damaged = try evaluate(copy, named: title)
        trainer.observer = observer
        trainer.signalToStopFor = signalToStopFor
        let records = try trainer.run()
        return Recovery(damaged: damaged, recovered: try evaluate(copy, named: title), records: records)
    }

    private static func recovery(
        of recipe: ModelRecipe, title: String, epochs: Int, stepsPerEpoch: Int
    ) -> ModelRecipe {
        var training = recipe.training
        (training.epochs, training.patience, training.minimumEpochs) = (epochs, 0, 0)
        training.optimizer.learningRate /= 2
        training.schedule = .oneCycle(steps: epochs * stepsPerEpoch, rise: 0.05, start: 0.5, end: 0.5)
        return ModelRecipe(name: recipe.name, title: title, configuration: recipe.configuration, training: training)
    }
}
