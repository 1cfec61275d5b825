#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes safetensors files. The same tensors and metadata always give the same bytes.
///
/// Tensors lie in the order of the format's reference implementation, wide element types first and then by name, so
/// every tensor is aligned to its elements and the file equals the one that implementation writes. The header is padded
/// with spaces to a multiple of eight bytes.
///
/// The layout is fixed before the first value is needed, so tensors can be fetched one at a time while writing:
/// ```swift
/// let writer = try SafeTensorsWriter(layout: descriptions, metadata: ["format": "pt"])
/// try writer.write(to: url) { name in try copyFromDevice(name) }
/// ```
public struct SafeTensorsWriter: Sendable {
    /// The names in the order in which the file holds them.
    public let names: [String]
    /// The bytes that the file will have.
    public let byteCount: Int
    private let layout: [String: TensorDescription]
    private let header: [UInt8]

    /// Lays a file out.
    ///
    /// - Parameters:
    ///   - layout: What each tensor looks like, by name.
    ///   - metadata: Free text for the header, key → value.
    /// - Throws: ``SafeTensorsError`` for a name that the format keeps for itself, or a file too large to exist.
    public init(layout: [String: TensorDescription], metadata: [String: String] = [:]) throws(SafeTensorsError) {
        let ordered = layout.sorted { left, right in
            let (leftRank, rightRank) = (left.value.dtype.layoutRank, right.value.dtype.layoutRank)
            return leftRank == rightRank ? left.key.utf8.precedes(right.key.utf8) : leftRank > rightRank
        }
        var encoder = HeaderEncoder(metadata: metadata)
        for (name, description) in ordered {
            guard name != SafeTensorsHeader.metadataKey else { throw SafeTensorsError(problem: .reservedName(name)) }
            try encoder.append(name: name, description: description)
        }
        header = try encoder.finish()
        byteCount = header.count + encoder.dataSize
        names = ordered.map(\.key)
        self.layout = layout
    }

    /// Writes a file. It appears under its name, replacing an older one, only when it is complete and on the disk.
    ///
    /// - Parameters:
    ///   - url: Where the file goes. `.NAME.partial` beside it is used meanwhile.
    ///   - tensor: Gives the tensor of a name. Called once a name, in the order of ``names``; the tensor is released
    ///     before the next is asked for.
    /// - Throws: ``SafeTensorsError`` naming the file, or what `tensor` throws. No partial file is left behind.
    public func write(to url: URL, tensor: (String) throws -> HostTensor) throws {
        let path = url.path
        let partial = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).partial").path
        do {
            let file = try OutputFile(path: partial)
            do {
                try header.withUnsafeBytes { try file.write($0) }
                for name in names {
                    try checked(tensor(name), named: name).bytes.withUnsafeBytes { try file.write($0) }
                }
                try file.finish(renamingTo: path)
            } catch {
                file.abandon()
                throw error
            }
        } catch let problem as SafeTensorsError.Problem {
            throw SafeTensorsError(file: path, problem: problem)
        }
    }

    /// The bytes of a whole file, in memory.
    ///
    /// - Parameter tensors: The tensors, by name, as announced.
    /// - Throws: ``SafeTensorsError`` when a tensor is missing or not as announced.
    public func encode(_ tensors: [String: HostTensor]) throws(SafeTensorsError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        bytes += header
        for name in names {
            guard let tensor = tensors[name] else { throw SafeTensorsError(problem: .noSuchTensor(name)) }
            do {
                bytes += try checked(tensor, named: name).bytes
            } catch {
                throw SafeTensorsError(problem: error)
            }
        }
        return bytes
    }

    private func checked(
        _ tensor: HostTensor, named name: String
    ) throws(SafeTensorsError.Problem) -> HostTensor {
        guard tensor.description == layout[name] else { throw .notAsAnnounced(tensor: name) }
        return tensor
    }
}
