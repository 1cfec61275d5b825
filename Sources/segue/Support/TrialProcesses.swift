import Foundation
import SegueExperiments

/// Trains trials side by side, each part of one in a process of its own: one that is killed takes no other with it.
struct TrialProcesses {
    let training: TrialTraining
    /// Number of processes.
    let count: Int
    /// Threads of each.
    let threads: Int

    /// A part of a trial under way.
    private struct Running {
        let job: TrialJob
        let file: TrialFile
        var process: ChildProgram
        /// Whether it was started again after somebody had killed it.
        var isRepeated = false
    }

    private static let pause = 0.02

    /// Does the jobs of a search until there are none.
    /// - Throws: `StudyError`, and what reading and writing throw; no process is left behind.
    func run(_ session: StudySession, _ console: ConsoleStudy) throws {
        var running: [Running] = []
        defer {
            for part in running { part.process.send(SIGTERM) }
            for part in running { part.process.wait() }
        }
        while true {
            guard StopSignals.pending == 0 else { throw StudyError.interrupted(signal: StopSignals.pending) }
            try fill(&running, session, console)
            guard !running.isEmpty else { return }
            for index in running.indices.reversed() {
                guard let ending = running[index].process.ending else { continue }
                let part = running.remove(at: index)
                if let again = try finish(part, ending, session, console) { running.append(again) }
            }
            Thread.sleep(forTimeInterval: Self.pause)
        }
    }

    /// Starts jobs while there is room for them.
    private func fill(_ running: inout [Running], _ session: StudySession, _ console: ConsoleStudy) throws {
        while running.count < count, let job = try session.next() {
            // A process that outlived the search before this one may have answered.
            if let answer = try TrialFile(of: job.number, in: training).answer(to: job) {
                try console.didFinish(session.record(answer), in: session.study)
            } else {
                running.append(try start(job))
            }
        }
    }

    private func start(_ job: TrialJob) throws -> Running {
        let file = TrialFile(of: job.number, in: training)
        try file.write(.init(job: job, threads: threads, parent: ProcessInfo.processInfo.processIdentifier))
        return Running(job: job, file: file, process: try spawn(file))
    }

    private func spawn(_ file: TrialFile) throws -> ChildProgram {
        try ChildProgram(CommandLine.arguments.dropFirst() + ["--job", file.path], errors: file.errors.path)
    }

    /// Takes in an answer.
    /// - Returns: The same part once more, after its process was killed for the first time.
    private func finish(
        _ part: Running, _ ending: ChildProgram.Ending, _ session: StudySession, _ console: ConsoleStudy
    ) throws -> Running? {
        var result = try part.file.answer(to: part.job)
        switch ending {
        case .exited(0): break
        case .exited(let code):
            // Stopped by the same signal as this one.
            guard StopSignals.pending == 0 else { return nil }
            let said = (try? String(contentsOf: part.file.errors, encoding: .utf8)) ?? ""
            let last = said.split(separator: "\n").last.map(String.init) ?? "exit code \(code)"
            throw StudyError.trialEnded(number: part.job.number, reason: last)
        case .killed(let signal):
            guard StopSignals.pending == 0 else { return nil }
            guard part.isRepeated else {
                Console.error(
                    "note: the process of trial \(part.job.number) was killed by signal \(signal); it goes on")
                var again = part
                (again.process, again.isRepeated) = (try spawn(part.file), true)
                return again
            }
            result = TrialResult(
                part.job, failure: "its process was killed twice by signal \(signal); is there enough memory?")
        }
        guard let result else {
            throw StudyError.trialEnded(number: part.job.number, reason: "it left no answer in \(part.file.path)")
        }
        try console.didFinish(session.record(result), in: session.study)
        return nil
    }
}
