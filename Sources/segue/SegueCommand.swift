import ArgumentParser
import SegueBundle

/// The program.
@main
struct SegueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segue", abstract: "Learns from ordered interactions and tells what each user wants next.",
        version: SegueVersion.current,
        subcommands: [
            DemoCommand.self, DataCommand.self, ModelsCommand.self, TrainCommand.self, EvaluateCommand.self,
            CompareCommand.self, RecommendCommand.self, ReproduceCommand.self, DoctorCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            ErrorReport.exit(with: error)
        }
    }
}
