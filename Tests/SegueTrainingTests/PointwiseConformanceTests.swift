import SegueData
import SegueModels
import SegueTesting
import Testing
import Torch
import TorchNN

@testable import SegueExperiments
@testable import SegueTraining

extension BatteryTests {
    /// The battery on every model that predicts one number: a model that is listed is tested.
    @Suite struct PointwiseConformanceTests {
        /// Models that learn additive effects alone, or nothing of users without features, and the one that learns none.
        private static let additive: Set = [
            "constant", "item-mean", "user-mean", "biases", "ffnn", "logistic-regression",
        ]

        /// Models that need times.
        private static let timed: Set = ["time-svd++", "rrn"]

        /// Ratings that a user's and an item's class decide, or the sum of both; clicks of users and items of one class.
        private static func split(for name: String) throws -> DataSplit {
            var (items, ratings): ([Int32], [Float]) = ([], [])
            for user in 0..<60 {
                for step in 0..<12 {
                    let item = (user * 5 + step * 3) % 30
                    items.append(Int32(item + 1))
                    let sum = Float(1 + user % 3 + item % 3)
                    ratings.append(additive.contains(name) ? sum : (user + item) % 2 == 0 ? 5 : 1)
                }
            }
            let log = try InteractionLog(
                users: Vocabulary(ids: (1...60).map { "user \($0)" }),
                items: Vocabulary(ids: (1...30).map { "item \($0)" }),
                offsets: (0...60).map { $0 * 12 }, itemColumn: items,
                timeColumn: timed.contains(name) ? (0..<720).map { Int64($0 % 12) * 50_000 } : nil,
                ratingColumn: ratings,
                source: DataSource(file: "test", formatName: "none"))
            return try SplitStrategy.randomRatings(.init(train: 0.9)).split(log)
        }

        /// Settings of models whose defaults are too large, or too slow to learn, for this data.
        private static let settings = [
            "seqrec": "{embeddingSize: 8, hiddenSize: 9, dropoutRate: 0, startsAtMiddle: true}",
            "ffnn": "{embeddingSize: 8, dropoutRate: 0}",
            "bst-rating": "{hiddenSize: 8, headCount: 2, feedForwardSize: 16, outputSize: 16, dropoutRate: 0}",
            "din": "{historyLength: 6}",
            "dien": "{historyLength: 6}",
            "bst": "{historyLength: 6}",
            "ssrf": smallSSRF,
            "ssrf-uc": smallSSRF,
            "ssrf-o": smallSSRF,
            "rrn": "{hiddenSize: 6, factorCount: 8, bucketDays: 2, regularization: 0.005}",
            "glocal-k":
                "{hiddenSize: 16, weightPenalty: 0.02, kernelPenalty: 0.001, pretrainingRounds: 4, "
                + "pretrainingIterations: 10, fineTuningRounds: 2}",
            "gc-mc": "{hiddenSize: 16, outputSize: 6, dropoutRate: 0.2, iterations: 60, weights: last}",
            "click-counts": "{userCategory: false}",
            "als-mf": "{ridge: 1}",
            "bayesian-mf": "{factorCount: 4, drawCount: 20}",
            "svd++": "{learningRate: 0.03, iterations: 80, initialDeviation: 0.3}",
            "nsvd": "{learningRate: 0.03, iterations: 80, initialDeviation: 0.3}",
            "time-svd++": "{learningRate: 0.03, iterations: 80, initialDeviation: 0.3}",
            "autorec": "{hiddenSize: 20, learningRate: 0.02, regularization: 1, iterations: 60}",
        ]

        private static let smallSSRF =
            "{fields: {embeddingSize: 8}, innerChannels: 8, outerChannels: 16, historyLength: 6, dropoutRate: 0}"

        private static func configuration(_ entry: any ModelDescription) throws -> any ModelConfiguration {
            guard let written = settings[entry.name] else { return entry.defaults }
            let tree = try SettingsTree(yaml: written, file: "test")
            return try SettingsOverlay.apply(tree, over: entry.defaults, path: "settings") {
                try entry.configuration(from: $0)
            }
        }

        /// All models but blends, which have no default members.
        private static let models = ModelCatalog.pointwise.filter { !($0.defaults is any BlendSettings) }

        @Test(arguments: models.flatMap { entry in entry.tasks.map { (entry.name, $0) } })
        func battery(name: String, task: ModelTask) throws {
            let entry = try ModelCatalog.pointwise(named: name)
            let configuration = try Self.configuration(entry)
            try ModelConformance.configurationRoundTrip(configuration)
            let split = try Self.split(for: name)
            let table = try FeatureTable(learning: split, catalog: .empty, userCatalog: .empty)
            let shape = DataShape(split, catalog: .empty, features: table.schema, task: task)
            func make() throws -> any PointwiseModel {
                try entry.make(configuration, shape: shape, generator: Generator(seed: 1))
            }
            let model = try make()
            #expect((model.predicts == .rating) == (task == .rating))
            var generator = SeededGenerator(seed: 3)
            let strategy: any ExampleStrategy = task == .rating ? EveryEvent() : EventWithNegatives(negatives: 2)
            let examples = try strategy.examples(of: .train, in: split, generator: &generator).with(features: table)
            let material = LearningMaterial(training: split.training, examples: examples)
            if let model = model as? any TrainingDataKeeping { try model.keep(material) }
            if let model = model as? any Fittable {
                var context = FitContext(generator: generator)
                try model.fit(material, &context)
            } else {
                let network = try #require(model as? any PointwiseNetwork)
                var configuration = TrainingConfiguration()
                configuration.batchSize = 64
                configuration.epochs = task == .rating ? 40 : 20
                configuration.gradientCap = 0
                // Sums over a history that no softmax bounds swing at the others' rate.
                configuration.optimizer.learningRate = name == "din" ? 0.002 : 0.02
                let problem = try PointwiseProblem(
                    model: network, examples: { _ in examples }, areRandom: false, batchSize: 64,
                    direction: .lower)
                try Trainer(problem, configuration: configuration, seed: 1).run()
            }
            try ModelConformance.battery(
                model, on: examples, tolerance: 1e-5,
                // Clicks here are those of users and items of one class, which no sum of effects tells.
                beatsMean: !["constant", "click-counts"].contains(name)
                    && (task == .rating || !Self.additive.contains(name)), makeModel: make)
        }
    }
}
