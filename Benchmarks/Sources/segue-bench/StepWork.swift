import ArgumentParser
import SegueModels
import Torch

/// One more event of users whose states are kept; the seconds are the median of several hundred events.
struct StepWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Reads one event after the other into kept states of a transformer.")

    @Option(help: "Items of the catalog.")
    var items = 27_000

    @Option(help: "Units of the network.")
    var hidden = 64

    @Option(help: "Events that a state has read before.")
    var history = 150

    @Option(help: "Users whose events come together.")
    var users = 1

    @Option(help: "Events.")
    var events = 500

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        var configuration = SequenceTransformer.Configuration()
        configuration.hiddenSize = hidden
        let model = try SequenceTransformer(
            configuration: configuration, itemCount: items, generator: Generator(seed: 1))
        let stepper = try StateStepper(model)
        let nobody = [Int32](repeating: 0, count: users)
        func item(_ event: Int) -> [Int32] {
            nobody.indices.map { Int32(truncatingIfNeeded: 1 + (event * 7919 + $0 * 104_729) % items) }
        }
        let state = try (0..<history).reduce(stepper.initialState(rows: users)) { state, event in
            try stepper.step(item(event), users: nobody, state: state).state
        }
        try Worker.serve(worker, facts: ["items": Double(items)]) {
            try (0..<events).map { event in
                let start = ContinuousClock.now
                _ = try stepper.step(item(event), users: nobody, state: state)
                return (ContinuousClock.now - start) / .seconds(1)
            }.sorted()
        } describe: { seconds in
            // The work's seconds are those of one event.
            ["seconds": seconds[seconds.count / 2], "slowest": seconds.last ?? 0, "events": Double(seconds.count)]
        }
    }
}
