import Foundation
import Testing

/// What a run may go on from.
@Suite struct ResumeTests {
    private func train(_ program: Program, _ output: String, _ more: [String] = []) async throws -> Program.Result {
        let name = UUID().uuidString
        let arguments = [
            "train", "recipe.yaml", "--data", "ratings.dat", "--output", output, "--json", "--quiet", "--threads", "1",
        ]
        return try await program.finish(program.start(arguments + more, name: name), name: name)
    }

    private func prepared() throws -> Program {
        let program = try Program()
        try program.writeRatings(users: 12, length: 20)
        // Without validation the last weights are kept, and every epoch shows in them.
        let split = "\nsplit: {strategy: leave-last-out, validation: false}\n"
        try program.write(Program.recipe + split, to: "recipe.yaml")
        return program
    }

    private func weights(_ program: Program, _ output: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: program.path("\(output)/weights.safetensors")))
    }

    @Test func moreEpochsThanBeforeGiveTheSameBitsAsAllAtOnce() async throws {
        let program = try prepared()
        defer { program.remove() }
        let schedule = ["--set", "training.schedule={cosine: {steps: 40, minimum: 0.0001}}"]
        #expect(try await train(program, "all", ["--set", "training.epochs=4"] + schedule).status == 0)
        #expect(try await train(program, "parts", ["--set", "training.epochs=2"] + schedule).status == 0)
        #expect(try weights(program, "all") != weights(program, "parts"))
        let more = try await train(program, "parts", ["--resume", "--set", "training.epochs=4"] + schedule)
        #expect(more.status == 0, "\(more.errors)")
        #expect(try weights(program, "all") == weights(program, "parts"))
        let fewer = try await train(program, "parts", ["--resume", "--set", "training.epochs=3"] + schedule)
        #expect(fewer.status == 78 && fewer.errors.contains("training.epochs is 3"), "\(fewer.errors)")
    }

    @Test(arguments: [
        ("model.hiddenSize=4", "model.hiddenSize is 4, the checkpoint was made with 8"),
        ("training.batchSize=8", "training.batchSize is 8, the checkpoint was made with 4"),
        ("split.validation=true", "split.validation is true, the checkpoint was made with false"),
        ("seed=8", "seed is 8, the checkpoint was made with 7"),
    ])
    func theSettingThatDiffersIsNamed(setting: String, message: String) async throws {
        let program = try prepared()
        defer { program.remove() }
        #expect(try await train(program, "b", ["--set", "training.epochs=1"]).status == 0)
        let other = try await train(program, "b", ["--resume", "--set", "training.epochs=1", "--set", setting])
        #expect(other.status == 78 && other.errors.contains(message), "\(other.errors)")
    }

    @Test func otherDataIsNamed() async throws {
        let program = try prepared()
        defer { program.remove() }
        #expect(try await train(program, "b", ["--set", "training.epochs=1"]).status == 0)
        try program.writeRatings(users: 13, length: 20)
        let other = try await train(program, "b", ["--resume", "--set", "training.epochs=1"])
        #expect(other.status == 78 && other.errors.contains("data.sha256 is "), "\(other.errors)")
        #expect(other.errors.contains("shape.userCount is 13, the checkpoint was made with 12"))
    }

    enum Damage: String, CaseIterable {
        case empty, truncated, flipped, missing, noState
    }

    @Test(arguments: Damage.allCases)
    func aDamagedCheckpointFallsBackToTheOneBefore(damage: Damage) async throws {
        let program = try prepared()
        defer { program.remove() }
        #expect(try await train(program, "whole").status == 0)
        #expect(try await train(program, "b").status == 0)
        let checkpoints = program.path("b.run/checkpoints")
        let newest = try FileManager.default.destinationOfSymbolicLink(atPath: checkpoints + "/latest")
        let tensors = URL(fileURLWithPath: "\(checkpoints)/\(newest)/tensors.safetensors")
        var bytes = try Data(contentsOf: tensors)
        switch damage {
        case .empty: try Data().write(to: tensors)
        case .truncated: try bytes.prefix(bytes.count / 2).write(to: tensors)
        case .flipped:
            bytes[bytes.count - 9] ^= 4
            try bytes.write(to: tensors)
        case .missing: try FileManager.default.removeItem(atPath: "\(checkpoints)/\(newest)")
        case .noState: try FileManager.default.removeItem(atPath: "\(checkpoints)/\(newest)/state.json")
        }
        let resumed = try await train(program, "b", ["--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(
            resumed.errors.contains("\(newest) is \(damage == .missing ? "missing" : "damaged")"), "\(resumed.errors)")
        #expect(resumed.errors.contains("going on from checkpoint-"), "\(resumed.errors)")
        #expect(try weights(program, "b") == weights(program, "whole"))
    }

    @Test func withoutAWholeCheckpointItSaysSo() async throws {
        let program = try prepared()
        defer { program.remove() }
        let none = try await train(program, "b", ["--resume"])
        #expect(none.status == 0 && none.errors.contains("there is no checkpoint"), "\(none.errors)")
        let checkpoints = program.path("b.run/checkpoints")
        for name in try FileManager.default.contentsOfDirectory(atPath: checkpoints) where name != "latest" {
            try Data().write(to: URL(fileURLWithPath: "\(checkpoints)/\(name)/tensors.safetensors"))
        }
        let damaged = try await train(program, "b", ["--resume"])
        #expect(damaged.status == 65 && damaged.errors.contains("without --resume"), "\(damaged.errors)")
    }

    /// The same file with another column for times is other data, though it has as many users and items.
    @Test func otherColumnsAreNamed() async throws {
        let program = try prepared()
        defer { program.remove() }
        let rows = (0..<80).map { "u\($0 / 20),i\($0 % 20),\($0),\(1000 - $0)\n" }
        try program.write("a,b,t1,t2\n" + rows.joined(), to: "two.csv")
        func train(_ time: String, _ more: String) async throws -> Program.Result {
            try await program.shell(
                "segue train recipe.yaml --data two.csv --columns user=a,item=b,time=\(time) --output b --quiet "
                    + "--set training.epochs=1 \(more)")
        }
        let first = try await train("t1", "")
        #expect(first.status == 0, "\(first.errors)")
        let other = try await train("t2", "--resume")
        #expect(other.status == 78, "\(other.errors)")
        #expect(other.errors.contains("data.columns.time is t2, the checkpoint was made with t1"), "\(other.errors)")
        let unit = try await train("t1", "--resume --time-unit ms")
        #expect(unit.status == 78 && unit.errors.contains("data.values.times is "), "\(unit.errors)")
        #expect(try await train("t1", "--resume").status == 0)
    }
}
