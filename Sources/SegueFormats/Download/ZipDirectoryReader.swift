/// Finds the entries of a ZIP archive (APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16).
struct ZipDirectoryReader {
    /// What is wrong with an archive.
    struct Failure: Error {
        var problem: String
    }

    private static let endSignature: UInt32 = 0x0605_4B50
    private static let entrySignature: UInt32 = 0x0201_4B50
    private static let localSignature: UInt32 = 0x0403_4B50
    private static let endLength = 22
    private static let entryLength = 46
    private static let localLength = 30

    let bytes: UnsafeRawBufferPointer

    /// Reads the central directory.
    func entries() throws -> [ZipArchive.Entry] {
        guard let end = endRecord() else { throw Failure(problem: "this is not a complete ZIP archive") }
        guard let count = number16(end + 10), let start = number32(end + 16), count != 0xFFFF, start != 0xFFFF_FFFF
        else {
            throw Failure(problem: "archives over 4 GiB (ZIP64) are not supported")
        }
        var entries: [ZipArchive.Entry] = []
        var position = Int(start)
        for _ in 0..<count {
            guard let (entry, next) = entry(at: position) else {
                throw Failure(problem: "the directory of the archive is damaged at byte \(position)")
            }
            entries.append(entry)
            position = next
        }
        return entries
    }

    /// The compressed bytes of an entry; nil when they lie outside the file.
    func content(of entry: ZipArchive.Entry) -> UnsafeRawBufferPointer? {
        guard number32(entry.headerOffset) == Self.localSignature, let name = number16(entry.headerOffset + 26),
            let extra = number16(entry.headerOffset + 28)
        else { return nil }
        let start = entry.headerOffset + Self.localLength + Int(name) + Int(extra)
        guard start <= bytes.count, entry.compressedSize <= bytes.count - start else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(start + entry.compressedSize)])
    }

    /// Position of the end record: the last offset with its signature whose comment fills the file.
    private func endRecord() -> Int? {
        var position = bytes.count - Self.endLength
        let first = max(position - 0xFFFF, 0)
        while position >= first {
            if number32(position) == Self.endSignature, let comment = number16(position + 20),
                position + Self.endLength + Int(comment) == bytes.count
            {
                return position
            }
            position -= 1
        }
        return nil
    }

    private func entry(at position: Int) -> (ZipArchive.Entry, next: Int)? {
        guard number32(position) == Self.entrySignature, let flags = number16(position + 8),
            let method = number16(position + 10), let checksum = number32(position + 16),
            let compressedSize = number32(position + 20), let size = number32(position + 24),
            let nameLength = number16(position + 28), let extraLength = number16(position + 30),
            let commentLength = number16(position + 32), let attributes = number32(position + 38),
            let offset = number32(position + 42)
        else { return nil }
        let nameStart = position + Self.entryLength
        let next = nameStart + Int(nameLength) + Int(extraLength) + Int(commentLength)
        guard next <= bytes.count else { return nil }
        let name = UnsafeRawBufferPointer(rebasing: bytes[nameStart..<(nameStart + Int(nameLength))])
        let entry = ZipArchive.Entry(
            name: TextDecoding(content: name).string(name), method: method, isEncrypted: flags & 1 != 0,
            isLink: attributes >> 16 & 0xF000 == 0xA000, checksum: checksum, compressedSize: Int(compressedSize),
            size: Int(size), headerOffset: Int(offset))
        return (entry, next)
    }

    private func number16(_ position: Int) -> UInt16? {
        guard position >= 0, position + 2 <= bytes.count else { return nil }
        return UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self))
    }

    private func number32(_ position: Int) -> UInt32? {
        guard position >= 0, position + 4 <= bytes.count else { return nil }
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }
}
