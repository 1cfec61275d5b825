import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `segue tune`: what it tries, what it leaves, and how it goes on.
@Suite(.serialized) struct TuneTests {
    private static let recipe =
        Program.recipe
            + """

            tune:
              metric: mrr@5
              startupTrials: 3
              ranges:
                training.optimizer.learningRate: {log: [0.001, 0.1]}
                model.hiddenSize: {choice: [4, 8]}
            """

    /// What is the same however long it took.
    private struct Trials: Decodable, Equatable {
        struct Entry: Decodable, Equatable {
            let number: Int
            let value: Double?
            let epochs: Int
            let curve: [Double?]
            let isPruned: Bool
            let failure: String?
        }
        let part: String
        let rungs: [Int]
        let trials: [Entry]
    }

    private func prepared(_ recipe: String = Self.recipe) throws -> Program {
        let program = try Program()
        try program.writeRatings(users: 12, length: 20)
        try program.write(recipe, to: "recipe.yaml")
        return program
    }

    private func arguments(_ output: String, _ more: [String] = []) -> [String] {
        [
            "tune", "recipe.yaml", "--data", "ratings.dat", "--output", output, "--trials", "5", "--threads", "1",
            "--json",
        ] + more
    }

    private func trials(_ program: Program, _ output: String) throws -> Trials {
        try JSONDecoder().decode(
            Trials.self, from: Data(contentsOf: URL(fileURLWithPath: program.path("\(output)/trials.json"))))
    }

    private func text(_ program: Program, _ path: String) throws -> String {
        try String(contentsOfFile: program.path(path), encoding: .utf8)
    }

    @Test func itLeavesTrialsReportAndARecipeThatTrains() async throws {
        let program = try prepared()
        defer { program.remove() }
        let result = try await program.run(all: arguments("t"))
        #expect(result.status == 0, "\(result.errors)")
        let trials = try trials(program, "t")
        let printed = try JSONDecoder().decode(Trials.self, from: Data(result.output.utf8))
        #expect(trials == printed)
        #expect(trials.rungs == [1, 3] && trials.trials.count == 5 && trials.part == "validation")
        // Of five trials one is trained to its end, at least; the others stand at the first rung.
        #expect(trials.trials.contains { $0.epochs == 3 && !$0.isPruned })
        #expect(trials.trials.contains { $0.epochs == 1 && $0.isPruned })
        let values = trials.trials.compactMap(\.value)
        #expect(values.count == 5 && values == values.sorted(by: >))
        #expect(trials.trials.allSatisfy { $0.value == $0.curve.compactMap { $0 }.max() })
        let report = try text(program, "t/report.html")
        for part in [
            "Best validation MRR@5 by time", "Validation MRR@5 by epoch", "Influence of each setting",
            "Trials by training.optimizer.learningRate",
        ] { #expect(report.contains(part)) }
        let best = try text(program, "t/best.yaml")
        #expect(best.contains("# The best of 5 trials by MRR@5 on the validation part") && !best.contains("tune:"))
        let trained = try await program.run(
            "train", "t/best.yaml", "--data", "ratings.dat", "--output", "b", "--threads", "1", "--quiet")
        #expect(trained.status == 0, "\(trained.errors)")
        // Trained as the trial was: its first epoch gave the same value.
        let log = try text(program, "b.run/log.jsonl").split(separator: "\n")
        let first = try #require(trials.trials.first?.curve.first ?? nil)
        #expect(log.first?.contains("\"validation\":\(first)") == true, "\(log)")
    }

    /// Kills at random moments until a search gets through.
    @Test func sigkillAtAnyMoment() async throws {
        let program = try prepared()
        defer { program.remove() }
        #expect(try await program.run(all: arguments("whole")).status == 0)
        var kills = 0
        var result: Program.Result?
        while result?.status != 0 {
            let name = "killed-\(kills)"
            let process = try program.start(arguments("killed"), name: name)
            if kills < 6 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 300...1500)))
                if process.isRunning, kill(process.processIdentifier, SIGKILL) == 0 { kills += 1 }
            }
            result = try await program.finish(process, name: name)
            guard let status = result?.status, status == 0 || status == 137 else {
                Issue.record("\(result?.errors ?? "")")
                return
            }
        }
        #expect(try trials(program, "killed") == trials(program, "whole"))
        #expect(try text(program, "killed/best.yaml") == text(program, "whole/best.yaml"))
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func signalsStopItAndItGoesOn(signal: Int32) async throws {
        let program = try prepared()
        defer { program.remove() }
        let slow = ["--set", "training.epochs=400", "--set", "tune.scheduler=none", "--trials", "1"]
        let command = ["tune", "recipe.yaml", "--data", "ratings.dat", "--output", "t", "--threads", "1"] + slow
        let process = try program.start(command, name: "stopped")
        let checkpoints = program.path("t/trials/0/checkpoints/latest")
        while process.isRunning, !FileManager.default.fileExists(atPath: checkpoints) {
            try await Task.sleep(for: .milliseconds(10))
        }
        kill(process.processIdentifier, signal)
        let result = try await program.finish(process, name: "stopped")
        #expect(result.status == 128 + signal && result.errors.contains("the same command goes on"), "\(result.errors)")
    }

    /// The test part is every user's last event. Two files that differ in nothing else give the same search.
    @Test func theTestPartIsNotLookedAt() async throws {
        let split = "\nsplit: {strategy: leave-last-out}\n"
        let program = try prepared(Self.recipe + split)
        defer { program.remove() }
        func ratings(last: (Int) -> Int) -> String {
            // The first user has met everything, so that both files name the items in the same order.
            let first = (1...50).map { "1::\($0)::3::\(1000 + $0)\n" }
            let others = (2...14).flatMap { user in
                (0..<20).map { step in
                    let item = step < 19 ? (user * 7 + step * (1 + user % 3)) % 50 + 1 : last(user)
                    return "\(user)::\(item)::3::\(2000 + step)\n"
                }
            }
            return (first + others).joined()
        }
        try program.write(ratings { $0 }, to: "ratings.dat")
        #expect(try await program.run(all: arguments("one")).status == 0)
        try program.write(ratings { 50 - $0 }, to: "ratings.dat")
        #expect(try await program.run(all: arguments("other")).status == 0)
        #expect(try trials(program, "one") == trials(program, "other"))
        #expect(try text(program, "one/best.yaml") == text(program, "other/best.yaml"))
        for name in ["trials.json", "report.html"] {
            #expect(try !text(program, "one/\(name)").lowercased().contains("recall@"))
        }
    }

    @Test func processesSideBySideTryAllTrials() async throws {
        let program = try prepared()
        defer { program.remove() }
        let wide = ["--trials", "6", "--jobs", "2", "--threads", "2"]
        let command = ["tune", "recipe.yaml", "--data", "ratings.dat", "--output", "t", "--json"] + wide
        let process = try program.start(command, name: "two")
        // One trial's process is killed: it goes on, and the others know nothing of it.
        let killed = try await killChild(of: process)
        let result = try await program.finish(process, name: "two")
        #expect(result.status == 0, "\(result.errors)")
        #expect(!killed || result.errors.contains("was killed by signal 9; it goes on"), "\(result.errors)")
        let trials = try trials(program, "t")
        #expect(trials.trials.count == 6 && trials.trials.allSatisfy { $0.value != nil && $0.failure == nil })
        let orders = try (0..<6).map { try text(program, "t/trials/\($0)/job.json") }
        #expect(orders.allSatisfy { $0.contains("\"threads\":1") })
        // Random trials do not depend on the order in which results come in.
        #expect(try await program.run(all: arguments("alone")).status == 0)
        let alone = try self.trials(program, "alone").trials.filter { $0.number < 3 }
        for trial in alone {
            let same = try #require(trials.trials.first { $0.number == trial.number })
            #expect(same.curve.first == trial.curve.first)
        }
    }

    /// Kills the first process that another one starts; false where the system does not tell.
    private func killChild(of process: ChildProcess) async throws -> Bool {
        let number = process.processIdentifier
        while process.isRunning {
            guard let text = try? String(contentsOfFile: "/proc/\(number)/task/\(number)/children", encoding: .utf8)
            else { return false }
            if let child = text.split(separator: " ").first.flatMap({ pid_t($0) }) { return kill(child, SIGKILL) == 0 }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    @Test func modelsThatAreFittedAreMeasuredOnce() async throws {
        let program = try prepared("models: [{name: ease}]\nsplit: {strategy: leave-last-out}\n")
        defer { program.remove() }
        let range = ["--range", "model.regularization=log:1..1000", "--set", "tune.metric=ndcg@10", "--quiet"]
        let result = try await program.run(all: arguments("t", range))
        #expect(result.status == 0, "\(result.errors)")
        let trials = try trials(program, "t")
        #expect(trials.rungs == [1] && trials.trials.count == 5)
        #expect(trials.trials.allSatisfy { $0.epochs == 0 && !$0.isPruned && ($0.value ?? 2) <= 1 })
        #expect(try await program.run("train", "t/best.yaml", "--data", "ratings.dat", "--output", "b").status == 0)
    }

    @Test func settingsThatDoNotGoTogetherFailOneTrial() async throws {
        let program = try prepared(
            """
            split: {strategy: leave-last-out}
            training: {epochs: 1, batchSize: 4, windowLength: 5}
            models: [{name: sasrec, settings: {hiddenSize: 6, maximumLength: 5}}]
            tune:
              sampler: random
              ranges: {model.headCount: {choice: [1, 2, 3]}, model.hiddenSize: {choice: [6, 8]}}
            """)
        defer { program.remove() }
        let result = try await program.run(all: arguments("t", ["--trials", "6"]))
        #expect(result.status == 0, "\(result.errors)")
        let failed = try trials(program, "t").trials.compactMap(\.failure)
        // Three heads do not divide eight units; the other five settings go together.
        #expect(failed.count == 1 && failed[0].contains("headCount"), "\(failed)")
    }

    @Test(arguments: [
        (["--trials", "0"], 64, "--trials must lie in"), (["--jobs", "2"], 64, "--jobs 2 needs as many threads"),
        (["--range", "model.hiddenSize=log:0..4"], 78, "the bounds must be above 0"),
        (["--range", "model.hiddenSiz=integer:1..4"], 78, "did you mean 'hiddenSize'?"),
        (["--model", "sasrec"], 64, "the recipe has no model 'sasrec'"),
        (["--set", "split={strategy: leave-last-out, validation: false}"], 65, "no validation part"),
        (["--set", "tune.metric=rmse"], 78, "rmse"),
    ])
    func mistakesAreNamed(more: [String], status: Int32, message: String) async throws {
        let program = try prepared()
        defer { program.remove() }
        let result = try await program.run(all: arguments("t", more))
        #expect(result.status == status && result.errors.contains(message), "\(result.status) \(result.errors)")
    }

    @Test func withoutRangesThereIsNothingToSearch() async throws {
        let program = try prepared(Program.recipe)
        defer { program.remove() }
        let result = try await program.run(all: arguments("t"))
        #expect(
            result.status == 78 && result.errors.contains("--range training.optimizer.learningRate"), "\(result.errors)"
        )
    }

    @Test func anotherSearchIsNotGoneOnWith() async throws {
        let program = try prepared()
        defer { program.remove() }
        #expect(try await program.run(all: arguments("t", ["--trials", "2"])).status == 0)
        let other = try await program.run(all: arguments("t", ["--set", "tune.reductionFactor=2"]))
        #expect(other.status == 78 && other.errors.contains("tune.reductionFactor is 2"), "\(other.errors)")
        let more = try await program.run(all: arguments("t", ["--trials", "4"]))
        #expect(more.status == 0 && more.errors.contains("going on: 2 trials have results"), "\(more.errors)")
    }
}
