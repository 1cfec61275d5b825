/// Pieces by their UTF-8 bytes, to find the longest that a word goes on with.
///
/// Bytes are compared, not characters: canonically equivalent pieces are different pieces.
struct PieceTrie: Sendable {
    private static let root: UInt32 = 0
    /// Node and byte → node.
    private var children: [UInt64: UInt32] = [:]
    /// The piece that ends at a node; −1 for none.
    private var pieces: [Int32] = [-1]

    /// Adds a piece; of equal ones the last counts.
    mutating func insert(_ bytes: some Sequence<UInt8>, id: Int32) {
        var node = Self.root
        for byte in bytes {
            let key = Self.key(node, byte)
            if let child = children[key] {
                node = child
            } else {
                let child = UInt32(truncatingIfNeeded: pieces.count)
                children[key] = child
                pieces.append(-1)
                node = child
            }
        }
        if node != Self.root { pieces[Int(node)] = id }
    }

    /// The longest piece that begins at a place, and where it ends; nil when none does.
    func longestPiece(in bytes: [UInt8], at range: Range<Int>) -> (id: Int32, end: Int)? {
        var node = Self.root
        var found: (id: Int32, end: Int)?
        for place in range {
            guard let child = children[Self.key(node, bytes[place])] else { break }
            node = child
            let piece = pieces[Int(node)]
            if piece >= 0 { found = (piece, place + 1) }
        }
        return found
    }

    private static func key(_ node: UInt32, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }
}
