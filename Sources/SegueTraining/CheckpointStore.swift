import Foundation
import SafeTensors
import SegueBundle
import SegueFiles
import SegueModels
import Torch
import TorchNN

/// Checkpoints of one run: a directory of versions, each written whole and then moved into place, so that the latest is
/// complete at whatever moment the process dies.
public struct CheckpointStore: Sendable {
    /// The settings and data that the checkpoints belong to.
    public let identity: RunIdentity
    private let directory: VersionedDirectory

    /// Names a store; nothing happens on disk yet.
    /// - Parameters:
    ///   - url: The directory of the checkpoints.
    ///   - identity: All that must not change between the parts of a run.
    public init(at url: URL, identity: RunIdentity) {
        directory = Self.directory(url)
        self.identity = identity
    }

    /// Whether there is a checkpoint to go on from.
    public var hasCheckpoint: Bool { (try? directory.latest()) != nil }

    /// Whether a directory holds a checkpoint, of whatever run.
    public static func holdsCheckpoint(_ url: URL) -> Bool { (try? directory(url).latest()) != nil }

    /// Removes all checkpoints of a directory, of whatever run, and the directory when nothing else is in it.
    /// - Throws: `FileError` when a checkpoint holds files of somebody else; nothing is removed then.
    public static func removeAll(in url: URL) throws { try directory(url).removeAll() }

    private static func directory(_ url: URL) -> VersionedDirectory {
        let names: Set = [tensorsName, stateName, BundleManifest.fileName, BundleManifest.digestFileName]
        let ownership = FolderOwnership("a checkpoint") { _ in names }
        return VersionedDirectory(root: url, ownership: ownership, prefix: "checkpoint", previousCount: 1)
    }

    func save(_ trainer: Trainer) throws {
        let tensors = try trainer.checkpointTensors()
        let state = try Self.encoder.encode(trainer.state)
        let writer = BundleWriter(model: "checkpoint", segueVersion: SegueVersion.current, created: Date())
        _ = try directory.publish { url in
            try writer.fill(
                url,
                with: [
                    Self.tensorsName: .file { try SafeTensorsWriter.write(tensors, to: $0) },
                    Self.stateName: .data(state),
                ])
        }
    }

    /// Brings a trainer to where the newest checkpoint that is whole was taken.
    /// - Returns: From where it goes on; nil without any checkpoint.
    /// - Throws: ``TrainingError`` when the checkpoint belongs to another run, or when none is whole.
    func restore(_ trainer: Trainer) throws -> Resumption? {
        try directory.recover()
        var skipped: [String] = []
        for url in try candidates(missing: &skipped) {
            let content: (state: TrainingState, tensors: [String: HostTensor])
            do {
                content = try Self.read(url)
            } catch {
                let reason = "\(error)".replacing("; copy the bundle again", with: "")
                skipped.append("\(url.lastPathComponent) is damaged (\(reason))")
                continue
            }
            try check(content.state, path: url.path)
            try trainer.restore(content.state, tensors: content.tensors, path: url.path)
            return Resumption(
                checkpoint: url.lastPathComponent, epochsDone: content.state.epochsDone, step: content.state.step,
                skipped: skipped)
        }
        guard skipped.isEmpty else {
            throw TrainingError.unreadableCheckpoint(
                path: directory.root.path, problem: skipped.joined(separator: "; "))
        }
        return nil
    }

    /// The checkpoints from the newest on.
    /// - Parameter missing: Takes note of a newest one that is no longer there.
    private func candidates(missing: inout [String]) throws -> [URL] {
        guard let latest = try directory.latest() else { return [] }
        let pointer = directory.root.appendingPathComponent("latest").path
        let named = try? FileManager.default.destinationOfSymbolicLink(atPath: pointer)
        if let named, named != latest.lastPathComponent { missing.append("\(named) is missing") }
        return try [latest] + directory.versions().reversed().filter { $0 != latest }
    }

    /// Reads a checkpoint, every byte of which is checked against its digest.
    private static func read(_ url: URL) throws -> (state: TrainingState, tensors: [String: HostTensor]) {
        let reader = try BundleReader(opening: url)
        let state = try JSONDecoder().decode(TrainingState.self, from: reader.contents(of: stateName))
        let file = try SafeTensorsFile(contentsOf: reader.url(of: tensorsName))
        var tensors: [String: HostTensor] = [:]
        for name in file.names { tensors[name] = try file.tensor(named: name) }
        return (state, tensors)
    }

    private func check(_ state: TrainingState, path: String) throws {
        let epochs = state.epochsDone + (state.cursor == nil ? 0 : 1)
        let differences = state.identity.map { identity.differences(from: $0, epochsDone: epochs) }
        guard let differences, differences.isEmpty else {
            throw TrainingError.foreignCheckpoint(path: path, differences: differences ?? [])
        }
    }

    private static let tensorsName = "tensors.safetensors"
    private static let stateName = "state.json"

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }
}

/// From where a run goes on.
public struct Resumption: Sendable, Equatable {
    /// Name of the checkpoint.
    public let checkpoint: String
    /// Epochs that are complete.
    public let epochsDone: Int
    /// Optimizer steps made.
    public let step: Int
    /// What was wrong with newer checkpoints, which were passed over.
    public let skipped: [String]
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
        state.identity = checkpoints?.identity
        // The run may be asked for more epochs than before.
        state.isFinished = hasReachedEnd
    }
}
