/// Turns texts into ids of pieces, as BERT-type models want them: `[CLS]`, the longest pieces of each word from left to
/// right, `[SEP]`.
///
/// A word that at some place goes on with no known piece is `[UNK]` as a whole. The ids equal those of the `tokenizers`
/// library with one exception: names of special tokens in a text, as `[MASK]`, are text here, because a title is data.
public struct WordPieceTokenizer: Sendable {
    /// The pieces.
    public let vocabulary: WordPieceVocabulary
    /// How texts are cleaned and split into words.
    public let splitter: WordSplitter
    /// Most Unicode scalars of a word; a longer one is `[UNK]`.
    public let longestWord: Int

    /// Creates a tokenizer.
    public init(vocabulary: WordPieceVocabulary, splitter: WordSplitter = WordSplitter(), longestWord: Int = 100) {
        self.vocabulary = vocabulary
        self.splitter = splitter
        self.longestWord = longestWord
    }

    /// The ids of a text.
    /// - Parameters:
    ///   - text: Any text.
    ///   - maximumLength: Most ids, the first and the last included; what is more of the text is left out.
    public func ids(of text: String, maximumLength: Int = .max) -> [Int32] {
        let room = max(0, maximumLength - 2)
        let words = splitter.split(text)
        var ids = [vocabulary.start]
        for word in words.words {
            guard ids.count <= room else { break }
            appendPieces(of: word, in: words.bytes, to: &ids)
        }
        if ids.count - 1 > room { ids.removeLast(ids.count - 1 - room) }
        ids.append(vocabulary.end)
        return ids
    }

    private func appendPieces(of word: SplitText.Word, in bytes: [UInt8], to ids: inout [Int32]) {
        guard word.scalarCount <= longestWord else { return ids.append(vocabulary.unknown) }
        let before = ids.count
        var place = word.range.lowerBound
        while place < word.range.upperBound {
            let pieces = place == word.range.lowerBound ? vocabulary.beginnings : vocabulary.continuations
            guard let piece = pieces.longestPiece(in: bytes, at: place..<word.range.upperBound) else {
                ids.removeLast(ids.count - before)
                return ids.append(vocabulary.unknown)
            }
            ids.append(piece.id)
            place = piece.end
        }
    }
}
