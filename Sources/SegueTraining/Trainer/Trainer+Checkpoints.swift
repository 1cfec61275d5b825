import SafeTensors
import SegueModels
import Torch
import TorchNN

/// What `state.json` of a checkpoint holds.
struct CheckpointState<Cursor: Codable & Sendable & Equatable>: CheckpointContent {
    /// What one process had of its own.
    struct Rank: Codable {
        var cursor: Cursor?
    }

    static var kind: String? { nil }

    var format: Int
    /// Number of processes.
    var world: Int
    var run: TrainingState<Cursor>
    var ranks: [Rank]

    init(_ state: TrainingState<Cursor>, shard: Shard) {
        format = CheckpointStore.format
        world = shard.world
        ranks = [Rank(cursor: state.cursor)]
        run = state
        run.cursor = nil
    }

    /// Where a process stands.
    func state(of shard: Shard) -> TrainingState<Cursor>? {
        guard world == shard.world, ranks.indices.contains(shard.rank) else { return nil }
        var state = run
        state.cursor = ranks[shard.rank].cursor
        return state
    }
}

extension Trainer {
    private var rank: Int { communicator.shard.rank }

    /// Everything a run needs to go on that is an array: weights, moments, best weights, what is carried, random state.
    func checkpointTensors() throws -> [String: HostTensor] {
        try withTorchErrors {
            var tensors: [String: HostTensor] = [:]
            let named = problem.module.namedParameters
            for (name, parameter) in named { tensors["model/\(name)"] = try HostTensor(parameter.value) }
            for (name, tensor) in optimizer.state { tensors["optimizer/\(name)"] = try HostTensor(tensor) }
            for (entry, tensor) in zip(named, best) { tensors["best/\(entry.name)"] = try HostTensor(tensor) }
            for (name, tensor) in problem.carried { tensors["carried/\(rank)/\(name)"] = try HostTensor(tensor) }
            for part in extensions {
                for (name, tensor) in part.tensors {
                    tensors["extension/\(part.name)/\(name)"] = try HostTensor(tensor)
                }
            }
            tensors["dropout/\(rank)"] = HostTensor(try dropout.state())
            return tensors
        }
    }

    /// Goes back to where the newest checkpoint was taken; nil without any.
    func restore() throws -> Resumption? {
        typealias State = CheckpointState<Problem.Source.Cursor>
        guard let checkpoints, let found = try checkpoints.newest(State.self) else { return nil }
        guard let saved = found.state.state(of: communicator.shard) else {
            throw TrainingError.unreadableCheckpoint(
                path: found.path,
                problem: "it was made by \(found.state.world) processes, now there are \(communicator.shard.world)")
        }
        try checkpoints.check(saved, path: found.path)
        do {
            try restore(found.tensors)
        } catch {
            throw TrainingError.unreadableCheckpoint(path: found.path, problem: "\(error)")
        }
        state = saved
        state.identity = checkpoints.identity
        // The run may be asked for more epochs than before.
        state.isFinished = hasReachedEnd
        return Resumption(
            checkpoint: found.name, epochsDone: saved.epochsDone, step: saved.step, skipped: found.skipped)
    }

    private func restore(_ tensors: [String: HostTensor]) throws {
        let module = problem.module
        func part(_ prefix: String) throws -> [String: Tensor] {
            var part: [String: Tensor] = [:]
            for (name, tensor) in tensors where name.hasPrefix(prefix) {
                part[String(name.dropFirst(prefix.count))] = try Tensor(tensor).to(module.device)
            }
            return part
        }
        try module.load(parameters: part("model/"))
        try optimizer.load(state: part("optimizer/"))
        let bestByName = try part("best/")
        best = bestByName.isEmpty ? [] : module.namedParameters.compactMap { bestByName[$0.name] }
        problem.carried = try part("carried/\(rank)/")
        for member in extensions { member.tensors = try part("extension/\(member.name)/") }
        guard let random = tensors["dropout/\(rank)"] else { throw StateError.missing(names: ["dropout/\(rank)"]) }
        try dropout.restore(random.array(of: UInt8.self))
    }
}
