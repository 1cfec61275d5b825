import Foundation
import TestSupport

/// The program `segue`, run as a process of its own.
struct Program {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("segue-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    /// The program beside the tests.
    static let url: URL = {
        // Tests run from `.build/<configuration>/…xctest`; the program lies in the same folder.
        let argument = CommandLine.arguments.first ?? ""
        var folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
        for _ in 0..<6 where !FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("segue").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder.appendingPathComponent("segue")
    }()

    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: directory.appendingPathComponent(name))
    }

    /// Runs a line of bash in which `segue` is the program.
    func shell(_ line: String) async throws -> Result {
        let name = "shell-\(UUID().uuidString)"
        let path = "PATH='\(Self.url.deletingLastPathComponent().path)':$PATH"
        let process = try start(["-c", "\(path); \(line)"], name: name, executable: URL(fileURLWithPath: "/bin/bash"))
        return try await finish(process, name: name)
    }

    /// Starts the program; output goes to files, so that no pipe can fill up. `input` is a file.
    func start(
        _ arguments: [String], name: String, executable: URL = Self.url, input: String = "/dev/null"
    ) throws -> ChildProcess {
        var environment = ProcessInfo.processInfo.environment
        environment["SEGUE_CACHE"] = path("cache")
        // What a developer has set up must not decide what tests find.
        environment["SEGUE_TEXT_MODEL"] = nil
        return try ChildProcess(
            executable.path, arguments, environment: environment, directory: directory.path, input: input,
            output: path("\(name).out"), errors: path("\(name).err"))
    }

    /// Waits for the end.
    func finish(_ process: ChildProcess, name: String) async throws -> Result {
        let status = try await process.status()
        func text(_ suffix: String) throws -> String {
            try String(contentsOf: directory.appendingPathComponent("\(name).\(suffix)"), encoding: .utf8)
        }
        return Result(status: status, output: try text("out"), errors: try text("err"))
    }

    /// Runs the program to its end.
    func run(_ arguments: String...) async throws -> Result { try await run(all: arguments) }

    /// Runs the program to its end.
    func run(all arguments: [String]) async throws -> Result {
        let name = "run-\(UUID().uuidString)"
        return try await finish(start(arguments, name: name), name: name)
    }

    /// A small world to train on, in the MovieLens 1M format.
    func writeRatings(users: Int = 40, length: Int = 30, items: Int = 50) throws {
        var text = ""
        for user in 1...users {
            for step in 0..<length {
                let item = (user * 7 + step * (1 + user % 3)) % items + 1
                text += "\(user)::\(item)::\(step % 5 + 1)::\(1_000_000 + step * 60)\n"
            }
        }
        try write(text, to: "ratings.dat")
    }

    /// Clicks in Taobao's format, within the days of its recipes: each user keeps to two of the categories, and every
    /// fifth event is more than a view unless told otherwise.
    func writeClicks(
        users: Int = 24, length: Int = 20, items: Int = 240, kinds: [String] = ["pv", "cart", "fav", "buy"],
        to name: String = "clicks.csv"
    ) throws {
        var text = ""
        for user in 1...users {
            for step in 0..<length {
                let category = (user + step % 2) % 6
                let item = category + 6 * ((user * 5 + step * 7) % (items / 6))
                let kind = step % 5 == 4 ? kinds[(user + step) % kinds.count] : kinds[0]
                let time = 1_511_550_000 + step * 30_000 + user * 61
                text += "\(user),\(100 + item),\(10 + category),\(kind),\(time)\n"
            }
        }
        try write(text, to: name)
    }

    /// Films with genres for the ratings.
    func writeMovies(items: Int = 50) throws {
        let genres = ["Drama", "Comedy|Drama", "War"]
        try write(
            (1...items).map { "\($0)::Film \($0) (1999)::\(genres[$0 % genres.count])\n" }.joined(), to: "movies.dat")
    }

    /// FISCL with little to learn.
    static let fisclRecipe = """
        title: Test
        seed: 7
        data: {minimumTrainingUsers: 3}
        split: {strategy: random-users, test: 0.1, validation: 0.1}
        training: {batchSize: 4, windowLength: 5, epochs: 3, checkpointSteps: 2, patience: 0}
        models:
          - name: popularity
          - name: fiscl
            settings: {hiddenSize: 6, historyLength: 4, itemVectors: {dimension: 6, epochs: 2}}
            training: {objective: meanSquaredError, optimizer: {algorithm: adagrad}}
        evaluation: {protocolLetter: null, cutoffs: [20], excludesSeen: true, resamples: 100}
        """

    /// A recipe that trains for a few seconds.
    static let recipe = """
        title: Test
        seed: 7
        training: {batchSize: 4, windowLength: 5, epochs: 3, checkpointSteps: 5, patience: 0}
        models:
          - name: popularity
          - name: attentional-user-gru
            settings: {hiddenSize: 8}
        evaluation: {protocolLetter: D, cutoffs: [5], resamples: 0}
        """
}
