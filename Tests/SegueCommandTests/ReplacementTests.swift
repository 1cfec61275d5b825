import Foundation
import Testing

/// Whatever a command writes, what it did not write itself stays as it is.
@Suite struct ReplacementTests {
    private static let recipe = """
        models: [{name: popularity}]
        split: {strategy: leave-last-out}
        evaluation: {cutoffs: [5]}
        """

    /// Every command that writes a folder, with the folder as `OUT`.
    static let folderCommands: [[String]] = [
        ["train", "recipe.yaml", "--data", "ratings.dat", "--quiet", "--output", "OUT"],
        [
            "train", "recipe.yaml", "--data", "ratings.dat", "--quiet", "--output", "new-bundle", "--run-directory",
            "OUT",
        ],
        ["train", "recipe.yaml", "--data", "ratings.dat", "--quiet", "--resume", "--output", "OUT"],
        ["demo", "--data", "ratings.dat", "--quiet", "--set", "training.epochs=1", "--output", "OUT"],
        ["compare", "recipe.yaml", "--data", "ratings.dat", "--quiet", "--output", "OUT"],
        ["reproduce", "user-gru", "--recipe", "recipe.yaml", "--data", "ratings.dat", "--quiet", "--output", "OUT"],
        ["reproduce", "fiscl", "--recipe", "recipe.yaml", "--data", "ratings.dat", "--quiet", "--output", "OUT"],
        ["reproduce", "seqrec", "--rows", "item-mean", "--data", "ratings.dat", "--quiet", "--output", "OUT"],
    ]

    /// Every command that writes a file, with the file as `OUT`.
    static let fileCommands: [[String]] = [
        ["demo", "--data", "ratings.dat", "--quiet", "--set", "training.epochs=1", "--report", "OUT"],
        ["data", "convert", "ratings.dat", "OUT", "--to", "csv"],
        ["data", "convert", "ratings.dat", "OUT", "--to", "sasrec"],
        ["recommend", "no-bundle", "--users", "ratings.dat", "--output-format", "csv", "--output", "OUT"],
    ]

    private func prepare(_ program: Program) throws {
        try program.writeRatings(users: 12, length: 12)
        try program.write(Self.recipe, to: "recipe.yaml")
    }

    private func run(_ program: Program, _ arguments: [String], out: String) async throws -> Program.Result {
        let name = "run-\(UUID().uuidString)"
        let arguments = arguments.map { $0 == "OUT" ? out : $0 }
        return try await program.finish(program.start(arguments, name: name), name: name)
    }

    /// Name and contents of all files below a folder.
    private func snapshot(_ folder: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            files[name] = (try? Data(contentsOf: folder.appendingPathComponent(name))) ?? Data()
        }
        return files
    }

    @Test(arguments: folderCommands) func foldersWithFilesOfOthersStayAsTheyAre(_ arguments: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        let folder = program.directory.appendingPathComponent("precious")
        // The names are those that the commands themselves use.
        for name in [
            "thesis.tex", "checkpoints/latest/weights.pt", "manifest.json", "report.html", "table.json", "log.jsonl",
            "standard-gru-1/checkpoints/epoch.pt",
        ] {
            let url = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("mine: \(name)".utf8).write(to: url)
        }
        let before = try snapshot(folder)
        let result = try await run(program, arguments, out: "precious")
        #expect(result.status == 73, "\(result.errors)")
        #expect(result.errors.contains("precious"))
        #expect(try snapshot(folder) == before)
        let link = program.directory.appendingPathComponent("link")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
        #expect(try await run(program, arguments, out: "link").status == 73)
        #expect(try await run(program, arguments, out: "recipe.yaml").status == 73)
        #expect(try snapshot(folder) == before)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == folder.path)
    }

    @Test(arguments: folderCommands) func theCurrentFolderStaysAsItIs(_ arguments: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        for output in [".", "./", "..", "../\(program.directory.lastPathComponent)"] {
            let result = try await run(program, arguments, out: output)
            #expect(result.status == 73, "\(output): \(result.errors)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
        #expect(left.contains("ratings.dat") && left.contains("recipe.yaml"))
    }

    @Test(arguments: fileCommands) func filesOfOthersStayAsTheyAre(_ arguments: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        try program.write("mine", to: "precious")
        let result = try await run(program, arguments, out: "precious")
        #expect(result.status == 73, "\(result.errors)")
        #expect(try String(contentsOfFile: program.path("precious"), encoding: .utf8) == "mine")
        let ratings = try Data(contentsOf: program.directory.appendingPathComponent("ratings.dat"))
        #expect(try await run(program, arguments + ["--overwrite"], out: "ratings.dat").status != 0)
        #expect(try Data(contentsOf: program.directory.appendingPathComponent("ratings.dat")) == ratings)
    }

    /// Not even on demand is a file written that is read.
    @Test func theBundleThatIsReadStaysAsItIs() async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        #expect(try await run(program, Self.folderCommands[0], out: "b").status == 0)
        let before = try snapshot(program.directory.appendingPathComponent("b"))
        let result = try await program.run(
            "recommend", "b", "--all-users", "--output", "b/manifest.json", "--overwrite")
        #expect(result.status == 73, "\(result.errors)")
        #expect(try snapshot(program.directory.appendingPathComponent("b")) == before)
    }

    @Test func aBundleIsReplacedAndNothingBesideIt() async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        for _ in 0..<2 {
            let result = try await run(program, Self.folderCommands[0], out: "b")
            #expect(result.status == 0, "\(result.errors)")
        }
        try program.write("mine", to: "b/notes.txt")
        let refused = try await run(program, Self.folderCommands[0], out: "b")
        #expect(refused.status == 73 && refused.errors.contains("notes.txt"), "\(refused.errors)")
        #expect(try String(contentsOfFile: program.path("b/notes.txt"), encoding: .utf8) == "mine")
    }

    /// A bundle is replaced as a whole and a run's folder filled: neither can be in the other.
    @Test(arguments: [("b", "b"), ("b", "b/run"), ("r/b", "r"), ("b", "./x/../b/"), ("b/.", "b")])
    func theRunsFolderLiesBesideTheBundle(_ bundle: String, _ run: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        let result = try await program.run(
            "train", "recipe.yaml", "--data", "ratings.dat", "--quiet", "--output", bundle, "--run-directory", run)
        #expect(result.status == 73 && result.errors.contains("side by side"), "\(result.errors)")
        for name in ["b", "r"] { #expect(!FileManager.default.fileExists(atPath: program.path(name))) }
    }

    /// As root, a device where the output goes would be gone for everybody.
    @Test func pipesAreNotReplaced() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("user_id,item_id\n1,2\n1,3\n", to: "log.csv")
        let result = try await program.shell(
            "mkfifo p; timeout 20 cat p > got & segue data convert log.csv p --to csv; code=$?; wait; test -p p || exit 9; exit $code"
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(try String(contentsOfFile: program.path("got"), encoding: .utf8) == "user_id,item_id\n1,2\n1,3\n")
        try program.write("user_id,item_id\nann,x\nann,y\n", to: "names.csv")
        let map = try await program.shell("mkfifo q; segue data convert names.csv q --to sasrec")
        #expect(map.status == 64 && map.errors.contains("beside the output"), "\(map.errors)")
    }

    /// Of four that start together, one writes and three are told by whom the output is held.
    @Test func oneWriterAtATime() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(Program.recipe, to: "recipe.yaml")
        let arguments = [
            "train", "recipe.yaml", "--data", "ratings.dat", "--output", "cw", "--quiet", "--threads", "1", "--set",
            "training.epochs=1000000",
        ]
        let first = try program.start(arguments, name: "first")
        // It runs until it is killed, however late this is noticed.
        while first.isRunning, !FileManager.default.fileExists(atPath: program.path(".cw.lock")) {
            try await Task.sleep(for: .milliseconds(5))
        }
        try await Task.sleep(for: .milliseconds(100))
        let second = try await run(program, arguments, out: "")
        #expect(second.status == 75, "\(second.errors)")
        #expect(second.errors.contains("process \(first.processIdentifier) on "), "\(second.errors)")
        kill(first.processIdentifier, SIGKILL)
        _ = try await program.finish(first, name: "first")
        // The lock of the killed process is taken over; its checkpoints are not thrown away unasked.
        let third = try await run(program, Array(arguments.dropLast(2)), out: "")
        #expect(third.status == 0 || (third.status == 73 && third.errors.contains("--resume")), "\(third.errors)")
        let fourth = try await run(program, Array(arguments.dropLast(2)) + ["--restart"], out: "")
        #expect(fourth.status == 0, "\(fourth.errors)")
    }

    @Test func convertedIdsHaveAMap() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("user_id,item_id,timestamp\nann,x,1\nann,\"y,z\",2\nbob,x,3\n", to: "log.csv")
        let result = try await program.run("data", "convert", "log.csv", "out.txt", "--to", "sasrec")
        #expect(result.status == 0, "\(result.errors)")
        func text(_ name: String) throws -> String { try String(contentsOfFile: program.path(name), encoding: .utf8) }
        #expect(try text("out.txt") == "1 1\n1 2\n2 1\n")
        #expect(try text("out.txt.users.csv") == "index,id\n1,ann\n2,bob\n")
        #expect(try text("out.txt.items.csv") == "index,id\n1,x\n2,\"y,z\"\n")
        let piped = try await program.run("data", "convert", "log.csv", "-", "--to", "csv")
        #expect(piped.output == "user_id,item_id,timestamp\nann,x,1\nann,\"y,z\",2\nbob,x,3\n", "\(piped.errors)")
        #expect(!FileManager.default.fileExists(atPath: program.path("-")))
        #expect(try await program.run("data", "convert", "log.csv", "-", "--to", "sasrec").status == 64)
    }

    /// A further column that is called like a role gets a name of its own.
    @Test func columnsAreWrittenOnce() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(
            "user_id:token\titem_id:token\tsession:token\ttimestamp:float\n1\t10\ts1\t5\n1\t11\ts1\t6\n", to: "v4.inter"
        )
        let result = try await program.run(
            "data", "convert", "v4.inter", "-", "--to", "jsonl", "--columns", "user=session")
        #expect(
            result.output
                == #"{"user_id":"s1","item_id":"10","timestamp":5,"user_id_2":"1"}"# + "\n"
                + #"{"user_id":"s1","item_id":"11","timestamp":6,"user_id_2":"1"}"# + "\n", "\(result.errors)")
    }
}
