import ArgumentParser
import SegueData

/// A file of interactions becomes sorted, indexed sequences.
struct RatingsWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ratings", abstract: "From a file to sorted, indexed sequences.")

    @Option(help: "The file.")
    var data: String

    @Option(help: "Read so often in one go.")
    var repetitions = 1

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try Worker.serve(worker) {
            for _ in 1..<max(1, repetitions) { _ = try InteractionLog.read(data) }
            return try InteractionLog.read(data)
        } describe: { log in
            let last = log.items(ofUser: 1).last ?? 0
            return [
                "rows": Double(log.count), "users": Double(log.userCount), "items": Double(log.itemCount),
                "lastItemOfFirstUser": Double(last),
            ]
        }
    }
}
