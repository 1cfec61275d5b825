import ArgumentParser
import SegueData
import SegueModels

/// Matrix factorization by Bayesian personalized ranking.
struct BPRWork: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bpr", abstract: "Trains BPR-MF.")

    @Option(help: "Folder with pairs.i32 and sizes.json.")
    var data: String

    @Option(help: "Length of the vectors.")
    var factors = 64

    @Option(help: "Passes over the pairs.")
    var epochs = 5

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        let training = try PairsFile(folder: data).training
        var configuration = BPRMF.Configuration()
        configuration.factorCount = factors
        configuration.iterations = epochs
        configuration.threads = worker.threads
        try Worker.serve(worker, facts: ["pairs": Double(training.interactionCount)]) {
            let model = try BPRMF(configuration: configuration)
            var generator = SeededGenerator(seed: 1)
            try model.fit(training, generator: &generator) { _ in }
            return model
        } describe: { model in
            ["items": Double(model.itemCount), "samples": Double(epochs * training.interactionCount)]
        }
    }
}
