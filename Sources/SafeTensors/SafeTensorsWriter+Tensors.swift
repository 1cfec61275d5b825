#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SafeTensorsWriter {
    /// Writes tensors that are all in memory. Their bytes are not copied.
    ///
    /// - Parameters:
    ///   - tensors: The tensors, by name.
    ///   - metadata: Free text for the header, key → value.
    ///   - url: Where the file goes.
    /// - Throws: ``SafeTensorsError`` naming the file and what is wrong.
    public static func write(
        _ tensors: [String: HostTensor], metadata: [String: String] = [:], to url: URL
    ) throws {
        let writer = try SafeTensorsWriter(layout: tensors.mapValues(\.description), metadata: metadata)
        try writer.write(to: url) { name in
            guard let tensor = tensors[name] else { throw SafeTensorsError(problem: .noSuchTensor(name)) }
            return tensor
        }
    }

    /// The bytes of a file that holds the tensors.
    ///
    /// - Parameters:
    ///   - tensors: The tensors, by name.
    ///   - metadata: Free text for the header, key → value.
    /// - Throws: ``SafeTensorsError`` for a name that the format keeps for itself.
    public static func encode(
        _ tensors: [String: HostTensor], metadata: [String: String] = [:]
    ) throws(SafeTensorsError) -> [UInt8] {
        try SafeTensorsWriter(layout: tensors.mapValues(\.description), metadata: metadata).encode(tensors)
    }
}
