import ArgumentParser
import Foundation
import Torch

/// What a work tells about itself or its result: numbers by name.
typealias Facts = [String: Double]

/// How a worker is driven, and what every work needs.
struct WorkerOptions: ParsableArguments {
    @Option(help: "Threads to use.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Do the work once, without being told to.")
    var once = false

    /// Sets the number of threads of libtorch, and has freed memory kept, as the program `segue` does when it trains.
    func start() throws {
        try TorchRuntime.setThreadCount(threads)
        TorchRuntime.keepFreedMemory()
    }
}

/// Does a prepared piece of work once for each line `run` of standard input, and prints its seconds as JSON.
///
/// Whoever measures can so run two programs in turn, each of which has loaded its data before.
enum Worker {
    /// Serves until the end of input.
    ///
    /// - Parameters:
    ///   - facts: What the ready line says.
    ///   - work: What is timed.
    ///   - describe: What the result's line says; not timed, as is giving back the result's memory.
    static func serve<Result>(
        _ options: WorkerOptions, facts: Facts = [:], work: () throws -> Result,
        describe: (Result) throws -> Facts = { _ in [:] }
    ) throws {
        try print(facts, ready: true)
        while options.once || readLine() == "run" {
            let start = ContinuousClock.now
            let result = try timed(work)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            try print(describe(result).merging(["seconds": seconds]) { own, _ in own })
            if options.once { break }
        }
    }

    /// The work alone, as a function of its own: tools that count instructions find it by its name.
    @inline(never)
    private static func timed<Result>(_ work: () throws -> Result) rethrows -> Result { try work() }

    /// Prints one line of JSON.
    static func print(_ facts: Facts, ready: Bool = false) throws {
        var object: [String: Any] = facts
        if ready { object["ready"] = true }
        let line = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        try FileHandle.standardOutput.write(contentsOf: line + Data("\n".utf8))
    }
}
