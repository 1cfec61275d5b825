import Foundation
import SafeTensors
import SegueFiles
import SegueModels
import Torch
import TorchNN

/// Checkpoints of one run: a directory of versions, each written whole and then moved into place, so that the latest is
/// complete at whatever moment the process dies.
public struct CheckpointStore: Sendable {
    /// Names the settings and data that the checkpoints belong to.
    public let identity: String
    private let directory: VersionedDirectory

    /// Names a store; nothing happens on disk yet.
    /// - Parameters:
    ///   - url: The directory of the checkpoints.
    ///   - identity: A hash of all that must not change between the parts of a run.
    public init(at url: URL, identity: String) {
        let names: Set = [Self.tensorsName, Self.stateName]
        directory = VersionedDirectory(
            root: url, ownership: FolderOwnership("a checkpoint") { _ in names }, prefix: "checkpoint", previousCount: 1
        )
        self.identity = identity
    }

    /// Whether there is a checkpoint to go on from.
    public var hasCheckpoint: Bool { (try? directory.latest()) != nil }

    /// Removes all checkpoints, and the directory when nothing else is in it.
    /// - Throws: `FileError` when a checkpoint holds files of somebody else; nothing is removed then.
    public func removeAll() throws { try directory.removeAll() }

    func save(_ trainer: Trainer) throws {
        let tensors = try trainer.checkpointTensors()
        let state = try Self.encoder.encode(trainer.state)
        _ = try directory.publish { url in
            try SafeTensorsWriter.write(tensors, to: url.appendingPathComponent(Self.tensorsName))
            try state.write(to: url.appendingPathComponent(Self.stateName))
        }
    }

    func restore(_ trainer: Trainer) throws {
        try directory.recover()
        guard let latest = try directory.latest() else { return }
        let state: TrainingState
        do {
            let data = try Data(contentsOf: latest.appendingPathComponent(Self.stateName))
            state = try JSONDecoder().decode(TrainingState.self, from: data)
        } catch {
            throw TrainingError.unreadableCheckpoint(path: latest.path, problem: "\(Self.stateName): \(error)")
        }
        guard state.identity == identity else { throw TrainingError.foreignCheckpoint(path: latest.path) }
        let file = try SafeTensorsFile(contentsOf: latest.appendingPathComponent(Self.tensorsName))
        var tensors: [String: HostTensor] = [:]
        for name in file.names { tensors[name] = try file.tensor(named: name) }
        try trainer.restore(state, tensors: tensors, path: latest.path)
    }

    private static let tensorsName = "tensors.safetensors"
    private static let stateName = "state.json"

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }
}

extension Trainer {
    /// Everything a run needs to go on that is an array: weights, moments, best weights, carried states, random state.
    func checkpointTensors() throws -> [String: HostTensor] {
        try withTorchErrors {
            var tensors: [String: HostTensor] = [:]
            let named = model.namedParameters
            for (name, parameter) in named { tensors["model/\(name)"] = try HostTensor(parameter.value) }
            for (name, tensor) in optimizer.state { tensors["optimizer/\(name)"] = try HostTensor(tensor) }
            for (entry, tensor) in zip(named, best) { tensors["best/\(entry.name)"] = try HostTensor(tensor) }
            if let carried { tensors["carried"] = try HostTensor(carried) }
            tensors["dropout"] = HostTensor(try dropout.state())
            return tensors
        }
    }

    /// Goes back to where a checkpoint was taken.
    func restore(_ saved: TrainingState, tensors: [String: HostTensor], path: String) throws {
        func part(_ prefix: String) throws -> [String: Tensor] {
            var part: [String: Tensor] = [:]
            for (name, tensor) in tensors where name.hasPrefix(prefix) {
                part[String(name.dropFirst(prefix.count))] = try Tensor(tensor).to(model.device)
            }
            return part
        }
        do {
            try model.load(parameters: part("model/"))
            try optimizer.load(state: part("optimizer/"))
            let bestByName = try part("best/")
            best = bestByName.isEmpty ? [] : model.namedParameters.compactMap { bestByName[$0.name] }
            carried = try tensors["carried"].map { try Tensor($0).to(model.device) }
            guard let random = tensors["dropout"] else { throw StateError.missing(names: ["dropout"]) }
            try dropout.restore(random.array(of: UInt8.self))
        } catch {
            throw TrainingError.unreadableCheckpoint(path: path, problem: "\(error)")
        }
        state = saved
    }
}
