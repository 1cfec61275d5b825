import ArgumentParser
import Foundation
import SegueExperiments
import SegueFiles
import Torch

/// What all commands ask for that train and measure several models side by side.
struct ComparisonOptions: ParsableArguments {
    @Option(help: "Number of seeds for models that draw random numbers. (default: 1; to reproduce a paper 3)")
    var seeds: Int?

    @Option(help: "Folder for checkpoints, logs, tables and report; the same folder again resumes.")
    var output: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        guard (1...100).contains(seeds ?? 1) else { throw ValidationError("--seeds must lie in 1...100") }
    }

    /// Claims the output folder, if one was named, before anything is computed.
    func claimOutput(for command: String) throws -> RunFolder? {
        try output.map { try RunFolder(claiming: URL(fileURLWithPath: $0), kind: command) }
    }

    /// Runs all models of an experiment with all seeds, so many unless others were asked for.
    func runner(
        for experiment: Experiment, device: Device, directory: URL?, usualSeeds: Int
    ) -> ComparisonRunner {
        StopSignals.install()
        let first = experiment.recipe.seed
        var runner = ComparisonRunner(
            experiment: experiment, device: device, seeds: (0..<UInt64(seeds ?? usualSeeds)).map { first + $0 },
            directory: directory, observer: ConsoleComparison(experiment, isQuiet: quiet))
        runner.signalToStopFor = { StopSignals.pending }
        return runner
    }
}
