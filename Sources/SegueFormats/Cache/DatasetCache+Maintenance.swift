import Foundation

extension DatasetCache {
    /// A file that the cache made.
    public struct Entry: Sendable, Equatable, Codable {
        /// Its name in the folder.
        public let name: String
        /// Its size.
        public let bytes: Int
        /// When it was written.
        public let written: Date
    }

    /// The cache's own files, oldest first. What else lies in the folder is none of its business.
    /// - Throws: `CocoaError` when the folder cannot be listed; a missing folder is empty.
    public func entries() throws -> [Entry] {
        guard FileManager.default.fileExists(atPath: directory.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory.path).filter(Self.isOwn).compactMap {
            name in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: directory.appendingPathComponent(name).path)
            guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular else { return nil }
            return Entry(
                name: name, bytes: (attributes[.size] as? NSNumber)?.intValue ?? 0,
                written: attributes[.modificationDate] as? Date ?? .distantPast)
        }.sorted { ($0.written, $0.name) < ($1.written, $1.name) }
    }

    /// Removes the cache's own files that were written before a moment.
    /// - Returns: What was removed.
    /// - Throws: `CocoaError` when the folder cannot be listed, or a file not be removed.
    public func removeEntries(writtenBefore moment: Date) throws -> [Entry] {
        let old = try entries().filter { $0.written < moment }
        for entry in old { try FileManager.default.removeItem(at: directory.appendingPathComponent(entry.name)) }
        return old
    }

    /// Whether a name is one that the cache gives: 32 hexadecimal digits and its suffix, or what is left of writing such a
    /// file.
    static func isOwn(_ name: String) -> Bool {
        let parts = name.drop { name.hasSuffix(".partial") && $0 == "." }.split(
            separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || (parts.count == 4 && parts[3] == "partial"), parts[1] == "segue-log" else {
            return false
        }
        return parts[0].count == 32 && parts[0].allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}
