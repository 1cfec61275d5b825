import ArgumentParser
import SegueBundle
import SegueCore
import Torch

/// The program.
@main
struct SegueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segue", abstract: "Learns from ordered interactions and tells what each user wants next.",
        version: SegueVersion.current,
        subcommands: [
            DemoCommand.self, DataCommand.self, FormatsCommand.self, ModelsCommand.self, RecipesCommand.self,
            ProtocolsCommand.self, TrainCommand.self, EvaluateCommand.self, CompareCommand.self, TuneCommand.self,
            RecommendCommand.self,
            PredictCommand.self, SimilarCommand.self, ReproduceCommand.self, TextCommand.self, CacheCommand.self,
            DoctorCommand.self, ReferenceCommand.self,
        ])

    /// Commands that compute long enough for starting twice not to matter.
    private static let longCommands: Set = ["compare", "demo", "evaluate", "reproduce", "train", "tune"]

    /// Whether the command computes for long: also a prediction of all pairs of a file.
    private static func isLong(_ arguments: ArraySlice<String>) -> Bool {
        guard let name = arguments.first else { return false }
        return longCommands.contains(name) || (name == "predict" && arguments.contains { $0.hasPrefix("--input") })
    }

    static func main() {
        StandardStreams.occupyClosed()
        if isLong(CommandLine.arguments.dropFirst()) {
            ThreadWaiting.limit()
            TorchRuntime.keepFreedMemory()
        }
        do {
            // Without anything else, not even data, the question is what there is to train.
            if CommandLine.arguments.dropFirst().elementsEqual(["train"]) { try TrainCommand.explainChoice() }
            var command = try parseAsRoot()
            try command.run()
        } catch {
            ErrorReport.exit(with: error)
        }
    }
}
