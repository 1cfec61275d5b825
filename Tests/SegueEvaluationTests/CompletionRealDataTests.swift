import Foundation
import SegueData
import SegueFormats
import SegueModels
import Testing

/// Matrix completion on real ratings, a fraction of the published number of steps.
@Suite struct CompletionRealDataTests {
    private static let path = ProcessInfo.processInfo.environment["SEGUE_DATA"].map { $0 + "/ml-100k" }
    private static let isThere = path.map { FileManager.default.fileExists(atPath: $0) } ?? false

    /// 200 of 1,000 steps; the constant prediction is at 1.12, an item's mean at 1.02, and the paper's at 0.91.
    @Test(.enabled(if: isThere, "set SEGUE_DATA to a folder with ml-100k to run this test"))
    func graphAutoEncoderOnMovieLens100K() throws {
        let log = try Dataset.load(#require(Self.path), options: ReadOptions(keepsFileRows: true)).log
        let split = try SplitStrategy.randomRatings(.init(train: 0.8, seed: 1234, shuffle: .python2))
            .split(log, unseenItems: .keep)
        var generator = SeededGenerator(seed: 1)
        func examples(_ part: RowPart) throws -> ExampleSet {
            try EveryEvent().examples(of: part, in: split, generator: &generator)
        }
        let (train, test) = (try examples(.train), try examples(.test))
        #expect(train.count == 80_000 && test.count == 20_000)
        var configuration = GCMC.Configuration()
        (configuration.accumulation, configuration.normalization) = (.stack, .left)
        (configuration.iterations, configuration.weights) = (200, .last)
        let model = try GCMC(configuration: configuration)
        var context = FitContext(generator: generator)
        try model.fit(LearningMaterial(training: split.training, examples: train), &context)
        let predictions = try model.predictions(of: test)
        let squares = zip(predictions, test.labels).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        let error = (squares / 20_000).squareRoot()
        #expect(error < 0.94)
        #expect(error > 0.88)
    }
}
