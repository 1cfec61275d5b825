import ArgumentParser
import SegueData
import SegueFormats

/// A file of interactions becomes sorted, indexed sequences.
struct RatingsWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ratings", abstract: "From a file to sorted, indexed sequences.")

    @Option(help: "The file.")
    var data: String

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try Worker.serve(worker) {
            try InteractionLog.read(data)
        } describe: { log in
            [
                "rows": Double(log.count), "users": Double(log.userCount), "items": Double(log.itemCount),
                "checksum": Self.checksum(log),
            ]
        }
    }

    /// The sum over all rows of row × (user's number + item's number), all counted from 0, items in order of appearance.
    private static func checksum(_ log: InteractionLog) -> Double {
        var numbers = [Int](repeating: -1, count: log.itemCount + 1)
        var (known, sum) = (0, 0)
        for user in 0..<log.userCount {
            for row in log.offsets[user]..<log.offsets[user + 1] {
                let item = Int(log.itemColumn[row])
                if numbers[item] < 0 {
                    numbers[item] = known
                    known += 1
                }
                sum += row * (user + numbers[item])
            }
        }
        return Double(sum)
    }
}
