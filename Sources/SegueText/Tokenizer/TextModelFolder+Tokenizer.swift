import Foundation
import SegueFiles

/// The tokenizer of a folder.
extension TextModelFolder {
    /// The parts of `tokenizer.json` that matter here.
    private struct Tokenizer: Decodable {
        struct Normalizer: Decodable {
            let type: String
            let clean_text: Bool?
            let handle_chinese_chars: Bool?
            let strip_accents: Bool?
            let lowercase: Bool?
        }
        struct Model: Decodable {
            let type: String?
            let unk_token: String?
            let continuing_subword_prefix: String?
            let max_input_chars_per_word: Int?
            let vocab: [String: Int]?
        }
        let normalizer: Normalizer?
        let model: Model
    }

    /// The parts of `tokenizer_config.json` that matter here.
    private struct Settings: Decodable {
        let do_lower_case: Bool?
        let strip_accents: Bool?
        let tokenize_chinese_chars: Bool?
    }

    /// Reads the tokenizer: the vocabulary from `vocab.txt` or else `tokenizer.json`, the rules from `tokenizer.json`
    /// or else
    /// `tokenizer_config.json`.
    /// - Throws: ``TextModelError`` when neither is there, or it is another kind of tokenizer.
    public func tokenizer() throws -> WordPieceTokenizer {
        let stored = try jsonIfPresent(Tokenizer.self, in: "tokenizer.json")
        if let stored { try check(stored) }
        let vocabulary: WordPieceVocabulary
        if let lines = try fileIfPresent("vocab.txt") {
            vocabulary = try WordPieceVocabulary(lines: lines.contents, file: path("vocab.txt"))
        } else if let pieces = stored?.model.vocab {
            vocabulary = try WordPieceVocabulary(pieces: ordered(pieces), file: path("tokenizer.json"))
        } else {
            throw TextModelError.missingFile(
                path: path("vocab.txt"), purpose: "the pieces of words, as does tokenizer.json, which is missing too")
        }
        return WordPieceTokenizer(
            vocabulary: vocabulary, splitter: try splitter(stored?.normalizer),
            longestWord: stored?.model.max_input_chars_per_word ?? 100)
    }

    private func check(_ tokenizer: Tokenizer) throws {
        let file = path("tokenizer.json")
        func require(_ value: String?, _ expected: String, _ what: String) throws {
            guard value ?? expected == expected else {
                throw TextModelError.unsupported(
                    file: file, problem: "\(what) is '\(value ?? "")'; this tokenizer knows '\(expected)'")
            }
        }
        try require(tokenizer.model.type, "WordPiece", "the type of the model")
        try require(tokenizer.model.unk_token, "[UNK]", "the unknown piece")
        try require(tokenizer.model.continuing_subword_prefix, WordPieceVocabulary.continuation, "the prefix of pieces")
        try require(tokenizer.normalizer?.type, "BertNormalizer", "the type of the normalizer")
    }

    private func splitter(_ normalizer: Tokenizer.Normalizer?) throws -> WordSplitter {
        var splitter = WordSplitter()
        if let normalizer {
            splitter.cleans = normalizer.clean_text ?? true
            splitter.separatesIdeographs = normalizer.handle_chinese_chars ?? true
            splitter.lowercases = normalizer.lowercase ?? true
            splitter.stripsAccents = normalizer.strip_accents ?? splitter.lowercases
        } else if let settings = try jsonIfPresent(Settings.self, in: "tokenizer_config.json") {
            splitter.separatesIdeographs = settings.tokenize_chinese_chars ?? true
            splitter.lowercases = settings.do_lower_case ?? true
            splitter.stripsAccents = settings.strip_accents ?? splitter.lowercases
        }
        return splitter
    }

    /// Pieces in the order of their ids, which must be all of 0..<count.
    private func ordered(_ vocabulary: [String: Int]) throws -> [[UInt8]] {
        var pieces = [[UInt8]?](repeating: nil, count: vocabulary.count)
        for (piece, id) in vocabulary where pieces.indices.contains(id) { pieces[id] = Array(piece.utf8) }
        return try pieces.enumerated().map { id, piece in
            guard let piece else {
                throw TextModelError.malformed(
                    file: path("tokenizer.json"),
                    problem: "no piece has the id \(id), or it is spelled like another up to canonical equivalence; "
                        + "put vocab.txt beside it")
            }
            return piece
        }
    }
}
