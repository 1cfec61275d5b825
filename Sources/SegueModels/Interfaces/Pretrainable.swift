import SegueData
import TorchNN

/// A network that learns a part of itself, item vectors for example, before the shared trainer learns the rest.
public protocol Pretrainable: Model, Module {
    /// Learns that part; parameters are on the CPU then.
    func pretrain(_ material: LearningMaterial, _ context: inout FitContext) throws
}

extension Pretrainable {
    /// Learns that part from sequences and a catalog.
    public func pretrain(
        _ training: TrainingSequences, catalog: ItemCatalog, generator: inout SeededGenerator,
        progress: (FitProgress) throws -> Void
    ) throws {
        try withoutActuallyEscaping(progress) { progress in
            var context = FitContext(generator: generator, progress: progress)
            defer { generator = context.generator }
            try pretrain(LearningMaterial(training: training, catalog: catalog), &context)
        }
    }
}
