import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Training that is killed or stopped goes on to the same bits.
@Suite(.serialized) struct InterruptionTests {
    private static func train(_ output: String) -> [String] {
        [
            "train", "recipe.yaml", "--data", "ratings.dat", "--output", output, "--quiet", "--json", "--resume",
            "--threads", "1", "--set", "training.checkpointSteps=2",
        ]
    }

    private func weights(_ program: Program, _ output: String) throws -> Data {
        try Data(contentsOf: program.directory.appendingPathComponent("\(output)/weights.safetensors"))
    }

    /// Kills at growing delays until a run gets through; `SEGUE_KILLS` sets how often (50 for the full proof).
    @Test(arguments: [Program.recipe, Program.fisclRecipe])
    func sigkillAtAnyMoment(recipe: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.writeMovies()
        try program.write(recipe, to: "recipe.yaml")
        let whole = try await program.finish(program.start(Self.train("whole"), name: "whole"), name: "whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let expected = try weights(program, "whole")
        let wanted = ProcessInfo.processInfo.environment["SEGUE_KILLS"].flatMap { Int($0) } ?? 6
        var kills = 0
        var round = 0
        var generator = SystemRandomNumberGenerator()
        while kills < wanted {
            round += 1
            let output = "killed-\(round)"
            var result: Program.Result?
            while result?.status != 0 {
                let process = try program.start(Self.train(output), name: output)
                if kills < wanted {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 20...400, using: &generator)))
                    if process.isRunning {
                        kill(process.processIdentifier, SIGKILL)
                        kills += 1
                    }
                }
                result = try await program.finish(process, name: output)
                if let result, result.status != 0, result.status != 137 {
                    Issue.record("status \(result.status): \(result.errors)")
                    return
                }
            }
            #expect(try weights(program, output) == expected)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func signalsStopCleanlyAndResume(signal: Int32) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(Program.recipe, to: "recipe.yaml")
        var process = try program.start(Self.train("whole"), name: "whole")
        #expect(try await program.finish(process, name: "whole").status == 0)
        process = try program.start(Self.train("stopped") + ["--set", "training.epochs=2000"], name: "stopped")
        let checkpoints = program.directory.appendingPathComponent("stopped.run/checkpoints/latest")
        while process.isRunning, !FileManager.default.fileExists(atPath: checkpoints.path) {
            try await Task.sleep(for: .milliseconds(10))
        }
        kill(process.processIdentifier, signal)
        let result = try await program.finish(process, name: "stopped")
        #expect(result.status == 128 + signal, "\(result.errors)")
        #expect(result.errors.contains("--resume"))
    }

    /// On a terminal, as `script` makes one.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func whatIsSaidDoesNotStickToTheProgressBar() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(Program.recipe, to: "recipe.yaml")
        let commands = """
            segue train recipe.yaml --data ratings.dat --output b --threads 1 --set training.epochs=2000 & pid=$!
            until [ -e b.run/checkpoints/latest ]; do sleep 0.05; done
            sleep 1; kill -INT $pid; wait $pid
            """
        try program.write(commands, to: "commands.sh")
        let result = try await program.shell("export TERM=xterm; script -qec 'bash commands.sh' /dev/null </dev/null")
        #expect(result.status == 130, "\(result.output)")
        #expect(result.output.contains("epoch 1/2000") && result.output.contains("\r\nerror: stopped by signal 2"))
    }

    @Test func checkpointsOfAnotherRunAreRefused() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings()
        try program.write(Program.recipe, to: "recipe.yaml")
        var process = try program.start(Self.train("bundle"), name: "first")
        #expect(try await program.finish(process, name: "first").status == 0)
        process = try program.start(Self.train("bundle") + ["--seed", "8"], name: "second")
        let second = try await program.finish(process, name: "second")
        #expect(second.status == 78)
        #expect(second.errors.contains("seed is 8, the checkpoint was made with 7"), "\(second.errors)")
    }
}
