import SegueData
import SegueModels
import SegueTesting
import Testing
import Torch
import TorchNN

@testable import SegueExperiments
@testable import SegueTraining

extension BatteryTests {
    /// The conformance battery on every model of the catalog: a model that is listed is tested.
    @Suite struct CatalogConformanceTests {
        /// What a model needs to learn the synthetic chain in seconds; the defaults are papers' sizes.
        struct Subject {
            var settings = "{}"
            /// Recall that it must reach; nil for models that do not look for the next item.
            var minimumRecall: Double? = 0.6
            var objective = ObjectiveKind.crossEntropy
            var optimizer = OptimizerConfiguration.Algorithm.adam
            var learningRate = 0.01
            var epochs = 8
        }

        private static let vectors =
            "itemVectors: {dimension: 16, window: 1, epochs: 40, subsamplingThreshold: 0}"

        private static let strict =
            "hiddenSize: 24, headWidth: 12, dropoutRate: 0.1, maximumLength: 20, question: last-item"

        /// Every model with the settings it is tested with; several where a setting changes how it computes.
        static let subjects: [String: [Subject]] = [
            "popularity": [Subject(minimumRecall: nil)],
            "recent-popularity": [Subject(minimumRecall: nil)],
            "item-knn": [Subject(), Subject(settings: "{historyLength: 2, similarity: {shrinkage: 3}}")],
            "decayed-item-knn": [Subject(), Subject(settings: "{unit: days, normalization: neighborhood}")],
            "bpr-mf": [Subject(settings: "{learningRate: 0.1}", minimumRecall: 0.3)],
            "sequential-mf": [Subject(settings: "{learningRate: 0.1}")],
            // It finds items with like neighbors, which the successor on a circle is not.
            "item2vec": [Subject(settings: "{\(vectors)}", minimumRecall: nil)],
            "standard-gru": [Subject(settings: "{hiddenSize: 24, itemDropoutRate: 0.1}")],
            "linear-user-gru": [Subject(settings: "{hiddenSize: 24, itemDropoutRate: 0.1}")],
            "rectified-user-gru": [Subject(settings: "{hiddenSize: 24, itemDropoutRate: 0.1}")],
            "attentional-user-gru": [Subject(settings: "{hiddenSize: 24, itemDropoutRate: 0.1}")],
            "sasrec": [Subject(settings: "{hiddenSize: 24, dropoutRate: 0.1}")],
            "transformer": [
                Subject(settings: "{hiddenSize: 24, dropoutRate: 0.1, maximumLength: 20}"),
                Subject(
                    settings:
                        "{hiddenSize: 24, dropoutRate: 0.1, maximumLength: 20, hasGates: true, activation: swiGLU, "
                        + "normalization: rmsNorm, positions: fromEnd, tiesItems: false}"),
            ],
            // Read as long as it is trained: positions that training never had mean nothing.
            "bert4rec": [
                Subject(
                    settings: "{hiddenSize: 24, dropoutRate: 0.0, maximumLength: 5, maskRate: 0.3, lastItemRate: 0.5, "
                        + "initialDeviation: 0.2}", learningRate: 0.003, epochs: 40)
            ],
            // The published forms read the time of the item to be said, which is to look ahead.
            "hstu": [Subject(settings: "{\(strict)}")],
            "fuxi-alpha": [Subject(settings: "{\(strict)}")],
            "narm": [Subject(settings: "{hiddenSize: 24, embeddingSize: 24, dropoutRate: 0.1}")],
            "stamp": [Subject(settings: "{hiddenSize: 24, initialDeviation: 0.5}")],
            "fiscl": [
                Subject(
                    settings:
                        "{\(vectors), normalization: itemVectors, usesLabels: false, hiddenSize: 24, historyLength: 4}",
                    minimumRecall: 0.4, objective: .meanSquaredError, optimizer: .adagrad, learningRate: 0.05,
                    epochs: 12),
                Subject(
                    settings: "{\(vectors), normalization: itemVectors, usesLabels: false, hiddenSize: 24, "
                        + "historyLength: 4, trainsItemVectors: true}", epochs: 12),
            ],
        ]

        private func configuration(_ entry: any ModelDescription, _ subject: Subject) throws -> any ModelConfiguration {
            let settings = try SettingsTree(yaml: subject.settings, file: "test")
            return try SettingsOverlay.apply(settings, over: entry.defaults, path: "settings") {
                try entry.configuration(from: $0)
            }
        }

        private func learn(_ model: any NextItemModel, _ chain: SyntheticChain, _ subject: Subject) throws {
            var random = SeededGenerator(seed: 4)
            if let model = model as? any NextItemModel & Fittable {
                return try model.fit(chain.training, generator: &random) { _ in }
            }
            let network = try #require(model as? any SequenceModel)
            if let network = network as? any Pretrainable {
                var context = FitContext(generator: random)
                try network.pretrain(LearningMaterial(training: chain.training), &context)
            }
            var training = TrainingConfiguration()
            training.batchSize = 16
            training.epochs = subject.epochs
            training.optimizer.algorithm = subject.optimizer
            training.optimizer.learningRate = subject.learningRate
            var problem = NextItemProblem.Configuration()
            problem.windowLength = 5
            problem.objective = subject.objective
            try Trainer(
                model: network, training: chain.training, configuration: training, problem: problem, seed: 1
            ).run()
        }

        /// All models that rank, but blends, which have no default members: `BlendTests` has their battery.
        static let names = ModelCatalog.nextItem.filter { !($0.defaults is any BlendSettings) }.map(\.name)

        @Test(arguments: names) func battery(name: String) throws {
            let entry = try ModelCatalog.nextItem(named: name)
            let chain = try SyntheticChain(itemCount: 60, userCount: 300, length: 11)
            let sizes = DataShape(itemCount: 60, userCount: 300)
            for subject in Self.subjects[name] ?? [Subject()] {
                let configuration = try configuration(entry, subject)
                try Self.roundTrip(configuration)
                func make(seed: UInt64) throws -> any NextItemModel {
                    try entry.make(configuration, shape: sizes, generator: Generator(seed: seed))
                }
                let model = try make(seed: 1)
                try learn(model, chain, subject)
                try ModelConformance.battery(
                    model, on: chain, minimumRecall: subject.minimumRecall, tolerance: model is any Module ? 1e-4 : 0
                ) { try make(seed: 2) }
            }
        }

        private static func roundTrip(_ configuration: some ModelConfiguration) throws {
            try ModelConformance.configurationRoundTrip(configuration)
        }

        /// Degenerate logs give a result or a clear error.
        @Test(arguments: names) func degenerateLogs(name: String) throws {
            let entry = try ModelCatalog.nextItem(named: name)
            let subject = Self.subjects[name]?.first ?? Subject()
            let logs: [[[Int32]]] = [[[1]], [[1], [1]], [[1, 1, 1]], [[1, 2]], [[], [2]], [[]]]
            for histories in logs {
                let log = try InteractionLog(
                    users: Vocabulary(ids: (1...histories.count).map { "user \($0)" }),
                    items: Vocabulary(ids: ["item 1", "item 2"]),
                    offsets: histories.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) },
                    itemColumn: histories.flatMap { $0 }, timeColumn: histories.flatMap { $0.map { _ in Int64(5) } },
                    source: DataSource(file: "test", formatName: "none"))
                let training = TrainingSequences(log: log, ends: Array(log.offsets.dropFirst()))
                let model = try entry.make(
                    configuration(entry, subject), shape: DataShape(itemCount: 2, userCount: histories.count),
                    generator: Generator(seed: 1))
                guard let fittable = model as? any NextItemModel & Fittable else { continue }
                var random = SeededGenerator(seed: 1)
                do { try fittable.fit(training, generator: &random) { _ in } } catch is FittingError { continue }
                try ModelConformance.extremeHistories(fittable, longest: 50)
            }
        }
    }
}
