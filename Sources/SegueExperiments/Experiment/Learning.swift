import Foundation
import SegueCore
import SegueData
import SegueModels
import SegueTraining
import Torch
import TorchNN

/// How any model learns, whichever way it has: nothing else looks which.
struct Learning {
    /// What came of it.
    struct Outcome {
        /// One record per epoch; none for fitted models.
        var records: [EpochRecord] = []
        /// The epoch whose weights were kept.
        var bestEpoch: Int?
        /// What the optimizer had after its last step; nothing for fitted models.
        var optimizerState: [String: Tensor] = [:]
    }

    let seed: UInt64
    let device: Device
    let checkpoints: CheckpointStore?
    let observer: (any TrainingObserver)?
    let signalToStopFor: () -> Int32

    /// Fits a model, or has it trained on the device.
    /// - Parameters:
    ///   - model: Fresh, on the CPU.
    ///   - name: Its name, for messages.
    ///   - material: What it learns from.
    ///   - makeTrainer: Makes the trainer of a network; nil for a model that it cannot train.
    func learn(
        _ model: any Model, named name: String, from material: LearningMaterial,
        makeTrainer: (any Model) throws -> (any TrainingRun)?
    ) throws -> Outcome {
        let root = SeededGenerator(seed: seed)
        let keeper = FitKeeper(checkpoints, signalToStopFor: signalToStopFor)
        let progress: (FitProgress) throws -> Void = { [observer] in
            observer?.didFit($0)
            try keeper.checkForStop()
        }
        if let model = model as? any Fittable {
            if let state = try keeper.fitted() {
                try model.load(state: state)
            } else {
                var context = FitContext(generator: root.split("fit"), checkpoints: keeper, progress: progress)
                try model.fit(material, &context)
                try keeper.finish(model.state())
            }
            return Outcome()
        }
        if let model = model as? any TrainingDataKeeping { try model.keep(material) }
        if let model = model as? any Pretrainable, checkpoints?.hasCheckpoint != true {
            var context = FitContext(generator: root.split("pretraining"), progress: progress)
            try model.pretrain(material, &context)
        }
        (model as? any Module)?.move(to: device)
        guard let trainer = try makeTrainer(model) else {
            throw ConfigurationError(field: "model.name", problem: "'\(name)' can be neither fitted nor trained")
        }
        trainer.observer = observer
        trainer.signalToStopFor = signalToStopFor
        let records = try trainer.run()
        return Outcome(records: records, bestEpoch: trainer.bestEpoch, optimizerState: trainer.optimizerState)
    }
}

/// A model after training, with what training said.
public struct TrainedModel {
    /// Its recipe.
    public let recipe: ModelRecipe
    /// Its entry in the catalog.
    public let entry: any ModelDescription
    /// The model.
    public let model: AnyModel
    /// The seed it was trained with.
    public let seed: UInt64
    /// One record an epoch; none for fitted models.
    public let records: [EpochRecord]
    /// The epoch whose weights were kept; nil for fitted models and without validation.
    public let bestEpoch: Int?
    /// Seconds training took.
    public let seconds: Double
    /// Where it was trained.
    public let device: Device
    /// The optimizer's moments after the last step, which is not always one of the best epoch; none for fitted models.
    public let optimizerState: [String: Tensor]
}
