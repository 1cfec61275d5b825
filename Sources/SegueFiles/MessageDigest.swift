import CDigest
import SegueCore

/// A message digest of 64-byte blocks that is fed piece by piece.
///
/// SHA-256 names contents: data sets, bundles, caches. MD5 compares downloads with the checksums that their publishers
/// give; it protects against accidents, not against attackers.
public struct MessageDigest: Sendable {
    /// The digests there are.
    public enum Algorithm: Sendable {
        /// SHA-256, 32 bytes (FIPS 180-4).
        case sha256
        /// MD5, 16 bytes (RFC 1321).
        case md5
    }

    private static let blockSize = 64
    private let algorithm: Algorithm
    private var state: [UInt32]
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    /// Begins a digest of nothing yet.
    public init(_ algorithm: Algorithm = .sha256) {
        self.algorithm = algorithm
        switch algorithm {
        case .sha256:
            state = [
                0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
            ]
        case .md5: state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
        }
    }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let missing = rest.prefix(Self.blockSize - pending.count)
            pending.append(contentsOf: missing)
            rest = rest.dropFirst(missing.count)
            guard pending.count == Self.blockSize else { return }
            let block = pending
            block.withUnsafeBytes { fold($0) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count - rest.count % Self.blockSize
        fold(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        pending.append(contentsOf: rest.dropFirst(whole))
    }

    /// The digest of all bytes added. Adding more afterwards is not possible: the value is consumed.
    public consuming func finalize() -> [UInt8] {
        var tail = pending
        tail.append(0x80)
        while tail.count % Self.blockSize != Self.blockSize - 8 { tail.append(0) }
        let bits = byteCount &* 8
        switch algorithm {
        case .sha256: withUnsafeBytes(of: bits.bigEndian) { tail.append(contentsOf: $0) }
        case .md5: withUnsafeBytes(of: bits.littleEndian) { tail.append(contentsOf: $0) }
        }
        tail.withUnsafeBytes { fold($0) }
        return state.flatMap { word in
            switch algorithm {
            case .sha256: withUnsafeBytes(of: word.bigEndian) { Array($0) }
            case .md5: withUnsafeBytes(of: word.littleEndian) { Array($0) }
            }
        }
    }

    /// The digest of bytes in memory.
    public static func digest(of bytes: UnsafeRawBufferPointer, _ algorithm: Algorithm = .sha256) -> [UInt8] {
        var digest = MessageDigest(algorithm)
        digest.update(bytes)
        return digest.finalize()
    }

    /// The SHA-256 of bytes in memory, in 64 lower-case hexadecimal digits.
    public static func sha256(of bytes: some Collection<UInt8>) -> String {
        func text(_ bytes: UnsafeRawBufferPointer) -> String { Hexadecimal.text(digest(of: bytes)) }
        let fast = bytes.withContiguousStorageIfAvailable { text(UnsafeRawBufferPointer($0)) }
        return fast ?? Array(bytes).withUnsafeBytes(text)
    }

    private mutating func fold(_ blocks: UnsafeRawBufferPointer) {
        guard let start = blocks.bindMemory(to: UInt8.self).baseAddress else { return }
        let count = blocks.count / Self.blockSize
        state.withUnsafeMutableBufferPointer { state in
            switch algorithm {
            case .sha256: cdigest_sha256(state.baseAddress, start, count)
            case .md5: cdigest_md5(state.baseAddress, start, count)
            }
        }
    }
}
