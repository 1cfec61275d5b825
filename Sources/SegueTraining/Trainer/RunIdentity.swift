import Foundation
import SegueCore

/// What a run's checkpoints belong to: every setting that has an effect on the weights, and the data. Kept as written, not
/// as a hash, so that a run that does not fit can be told what differs.
public struct RunIdentity: Codable, Sendable, Equatable {
    /// Path of the number of epochs, the one setting that may grow between the parts of a run.
    static let epochs = "training.epochs"
    /// Settings without an effect on the weights.
    private static let ignored: Set = ["training.checkpointSteps"]

    /// Values by path, such as `training.batchSize`.
    private let settings: [String: JSONValue]

    /// Takes down settings.
    /// - Parameter parts: Groups of settings by the path of each.
    public init(_ parts: [(path: String, value: any Encodable)]) throws {
        var settings: [String: JSONValue] = [:]
        for part in parts {
            let value = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(part.value))
            value.collectLeaves(path: part.path, into: &settings)
        }
        self.settings = settings.filter { !Self.ignored.contains($0.key) }
    }

    /// Says for each setting that differs what it is here and what it was there; none when a run may go on.
    /// - Parameters:
    ///   - saved: The identity that stands in a checkpoint.
    ///   - epochsDone: The epochs that the checkpoint has behind it, one that it is in the midst of included.
    public func differences(from saved: RunIdentity, epochsDone: Int) -> [String] {
        Set(settings.keys).union(saved.settings.keys).sorted().compactMap { path in
            let (here, there) = (settings[path], saved.settings[path])
            guard here != there else { return nil }
            if path == Self.epochs, case .integer(let wanted)? = here {
                return wanted >= epochsDone ? nil : "\(path) is \(wanted), but the checkpoint is in epoch \(epochsDone)"
            }
            return "\(path) is \(Self.text(here)), the checkpoint was made with \(Self.text(there))"
        }
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: "nothing"
        case .bool(let value)?: "\(value)"
        case .integer(let value)?: "\(value)"
        case .real(let value)?: "\(value)"
        case .string(let value)?: value
        case .array?, .object?: "empty"
        }
    }
}

extension JSONValue {
    /// Enters the values at the ends of all paths; empty lists and objects count as such ends.
    fileprivate func collectLeaves(path: String, into leaves: inout [String: JSONValue]) {
        switch self {
        case .object(let values) where !values.isEmpty:
            for (name, value) in values {
                value.collectLeaves(path: path.isEmpty ? name : "\(path).\(name)", into: &leaves)
            }
        case .array(let values) where !values.isEmpty:
            for (index, value) in values.enumerated() { value.collectLeaves(path: "\(path).\(index)", into: &leaves) }
        default:
            leaves[path] = self
        }
    }
}
