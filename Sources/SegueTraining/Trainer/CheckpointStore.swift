import Foundation
import SafeTensors
import SegueCore
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

    func save(state: some Encodable, tensors: [String: HostTensor]) throws {
        let state = try Self.encoder.encode(state)
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

    /// The layout of checkpoints.
    static let format = 2

    /// A checkpoint as read.
    struct Found<State> {
        let state: State
        let tensors: [String: HostTensor]
        let path: String
        let name: String
        /// What was wrong with newer ones.
        let skipped: [String]
    }

    /// The newest checkpoint that is whole; nil without any.
    /// - Throws: ``TrainingError`` when none is whole, or when it is of another format.
    func newest<State: CheckpointContent>(_ type: State.Type) throws -> Found<State>? {
        try directory.recover()
        var skipped: [String] = []
        for url in try candidates(missing: &skipped) {
            do {
                let content = try Self.read(url, as: State.self)
                return Found(
                    state: content.state, tensors: content.tensors, path: url.path, name: url.lastPathComponent,
                    skipped: skipped)
            } catch let error as TrainingError {
                throw error
            } catch {
                let reason = "\(error)".replacing("; copy the bundle again", with: "")
                skipped.append("\(url.lastPathComponent) is damaged (\(reason))")
            }
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

    private struct Format: Decodable {
        var format: Int?
        var kind: String?
    }

    /// Reads a checkpoint, every byte of which is checked against its digest.
    private static func read<State: CheckpointContent>(
        _ url: URL, as type: State.Type
    ) throws -> (state: State, tensors: [String: HostTensor]) {
        let reader = try BundleReader(opening: url)
        let json = try reader.contents(of: stateName)
        let header = try JSONDecoder().decode(Format.self, from: json)
        guard header.format == format else {
            throw TrainingError.unreadableCheckpoint(
                path: url.path,
                problem: "it is of format \(header.format ?? 1), this program continues format \(format)")
        }
        guard header.kind == State.kind else {
            throw TrainingError.unreadableCheckpoint(path: url.path, problem: "it is of another kind of model")
        }
        let state = try JSONDecoder().decode(State.self, from: json)
        let file = try SafeTensorsFile(contentsOf: reader.url(of: tensorsName))
        var tensors: [String: HostTensor] = [:]
        for name in file.names { tensors[name] = try file.tensor(named: name) }
        return (state, tensors)
    }

    /// Checks that a checkpoint belongs to this run.
    /// - Throws: ``TrainingError/foreignCheckpoint(path:differences:)``.
    func check<Cursor>(_ state: TrainingState<Cursor>, path: String) throws {
        try check(state.identity, epochsDone: state.epochsDone + (state.cursor == nil ? 0 : 1), path: path)
    }

    /// Checks that a checkpoint belongs to this run.
    /// - Throws: ``TrainingError/foreignCheckpoint(path:differences:)``.
    func check(_ saved: RunIdentity?, epochsDone: Int = 0, path: String) throws {
        let differences = saved.map { identity.differences(from: $0, epochsDone: epochsDone) }
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

/// What `state.json` of a checkpoint holds.
protocol CheckpointContent: Codable {
    /// Names what was learning; nil for the shared trainer.
    static var kind: String? { get }
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
