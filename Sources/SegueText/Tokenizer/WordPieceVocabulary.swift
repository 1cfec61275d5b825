/// The pieces of a WordPiece tokenizer; a piece's id is its place.
public struct WordPieceVocabulary: Sendable {
    /// How pieces begin that continue a word, in the files.
    public static let continuation = "##"

    /// Number of pieces.
    public let count: Int
    /// Id of what stands for a word that cannot be made of pieces: `[UNK]`.
    public let unknown: Int32
    /// Id of what begins a text: `[CLS]`.
    public let start: Int32
    /// Id of what ends a text: `[SEP]`.
    public let end: Int32
    let beginnings: PieceTrie
    let continuations: PieceTrie

    /// Takes pieces over, as UTF-8, in the order of their ids.
    /// - Parameters:
    ///   - pieces: The pieces; those that continue a word begin with `##`.
    ///   - file: Where they are from, for messages.
    /// - Throws: ``TextModelError`` when `[UNK]`, `[CLS]` or `[SEP]` is missing.
    public init(pieces: [[UInt8]], file: String) throws {
        var (beginnings, continuations) = (PieceTrie(), PieceTrie())
        var special: [[UInt8]: Int32] = [:]
        for (index, piece) in pieces.enumerated() {
            let id = Int32(clamping: index)
            if piece.starts(with: Self.continuation.utf8) {
                continuations.insert(piece.dropFirst(2), id: id)
            } else {
                beginnings.insert(piece, id: id)
            }
            if piece.first == UInt8(ascii: "[") { special[piece] = id }
        }
        func id(_ name: String) throws -> Int32 {
            guard let id = special[Array(name.utf8)] else {
                throw TextModelError.malformed(file: file, problem: "the vocabulary has no \(name)")
            }
            return id
        }
        (unknown, start, end) = try (id("[UNK]"), id("[CLS]"), id("[SEP]"))
        (self.beginnings, self.continuations) = (beginnings, continuations)
        count = pieces.count
    }

    /// Reads the contents of a `vocab.txt`: a piece per line.
    /// - Throws: ``TextModelError``.
    public init(lines contents: some Collection<UInt8>, file: String) throws {
        var lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        try self.init(pieces: lines, file: file)
    }
}
