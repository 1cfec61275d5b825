import Foundation
import Testing

@testable import SegueText

@Suite struct TokenizerTests {
    /// `[UNK]`, `[CLS]`, `[SEP]` are 0, 1, 2; the rest begins at 3.
    private func tokenizer(_ pieces: [String], longestWord: Int = 100) throws -> WordPieceTokenizer {
        let all = (["[UNK]", "[CLS]", "[SEP]"] + pieces).map { Array($0.utf8) }
        return try WordPieceTokenizer(
            vocabulary: WordPieceVocabulary(pieces: all, file: "pieces"), longestWord: longestWord)
    }

    @Test func longestPiecesFromTheLeft() throws {
        let tokenizer = try tokenizer(["toy", "to", "story", "##s", "##y", "("])
        #expect(tokenizer.ids(of: "Toy  STORY") == [1, 3, 5, 2])
        #expect(tokenizer.ids(of: "toys(toy") == [1, 3, 6, 8, 3, 2])
        // `toyz` begins with a piece but cannot go on.
        #expect(tokenizer.ids(of: "toyz toy") == [1, 0, 3, 2])
        #expect(tokenizer.ids(of: "") == [1, 2])
        #expect(tokenizer.ids(of: "\u{0}\u{200B}\u{FFFD}") == [1, 2])
    }

    @Test func lengthsAreLimited() throws {
        let tokenizer = try tokenizer(["a", "##a"], longestWord: 3)
        #expect(tokenizer.ids(of: "aaa aaaa") == [1, 3, 4, 4, 0, 2])
        #expect(tokenizer.ids(of: "aaa a", maximumLength: 4) == [1, 3, 4, 2])
        #expect(tokenizer.ids(of: "aaa a", maximumLength: 6) == [1, 3, 4, 4, 3, 2])
        #expect(tokenizer.ids(of: "aaa a", maximumLength: 2) == [1, 2])
        #expect(tokenizer.ids(of: "aaa a", maximumLength: 0) == [1, 2])
    }

    /// Words are counted in scalars, and the limit is that of the library: 100.
    @Test func wordsOfHundredScalarsAreTheLongest() throws {
        let tokenizer = try tokenizer(["é", "##é", "e", "##e"])
        #expect(tokenizer.ids(of: String(repeating: "é", count: 100)).count == 102)
        #expect(tokenizer.ids(of: String(repeating: "é", count: 101)) == [1, 0, 2])
    }

    @Test func piecesAreComparedByBytes() throws {
        // The Kelvin sign and K are canonically equivalent, Å as one scalar and as two too.
        var splitter = WordSplitter()
        (splitter.stripsAccents, splitter.lowercases) = (false, false)
        let pieces = ["[UNK]", "[CLS]", "[SEP]", "\u{212A}", "K", "\u{C5}", "A\u{30A}"].map { Array($0.utf8) }
        let tokenizer = WordPieceTokenizer(
            vocabulary: try WordPieceVocabulary(pieces: pieces, file: "pieces"), splitter: splitter)
        #expect(tokenizer.ids(of: "\u{212A} K \u{C5} A\u{30A}") == [1, 3, 4, 5, 6, 2])
    }

    @Test(arguments: [
        ("a\u{85}b", ["ab"]), ("a\u{1F}b", ["ab"]), ("a\u{2028}b", ["a", "b"]), ("a\u{A0}b", ["a", "b"]),
        ("a\u{200B}b", ["ab"]),
        ("東京 tower", ["東", "京", "tower"]), ("カタ", ["カタ"]), ("\u{2B820}\u{2B821}", ["\u{2B820}\u{2B821}"]),
        ("İΣΊΣ", ["iσισ"]), ("x^2~½€", ["x", "^", "2", "~", "½€"]), ("🤩!", ["🤩", "!"]), ("[MASK]", ["[", "mask", "]"]),
    ])
    func wordsAreSplitAsTheReferenceSplits(text: String, words: [String]) {
        #expect(WordSplitter().words(of: text) == words)
    }

    @Test func casedModelsKeepCaseAndAccents() {
        var splitter = WordSplitter()
        (splitter.stripsAccents, splitter.lowercases) = (false, false)
        #expect(splitter.words(of: "Misérables, LES") == ["Misérables", ",", "LES"])
    }

    /// Every assigned scalar, between two letters, becomes the same words as with `tokenizers`.
    @Test func everyScalarIsTreatedAsByTheLibrary() throws {
        let expected = try hashes("scalars.u32")
        let version = try Generator(seed: 0).unicodeVersion
        let splitter = WordSplitter()
        var wrong: [String] = []
        for (block, hash) in expected.enumerated() {
            var data: [UInt8] = []
            for value in UInt32(block * 256)..<UInt32(block * 256 + 256) {
                guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age,
                    scalar.properties.generalCategory != .unassigned, (age.major, age.minor) <= version
                else { continue }
                for (index, word) in splitter.words(of: "a\(scalar)b").enumerated() {
                    data += (index > 0 ? [1] : []) + Array(word.utf8)
                }
                data.append(0)
            }
            if fnv(data) != hash { wrong.append(String(block * 256, radix: 16)) }
        }
        #expect(wrong.isEmpty, "blocks of 256 scalars with other words: \(wrong)")
    }

    /// 10,000 random strings by a vocabulary that tells most scalars apart.
    @Test func randomStringsHaveTheLibrarysTokens() throws {
        try compareTokens(of: TextModelFolder(fixtureURL("tiny")).tokenizer(), with: "tiny-tokens.u32")
    }

    @Test(.enabled(if: Model.folder != nil, Model.missing))
    func randomStringsHaveTheLibrarysTokensByARealVocabulary() throws {
        let folder = try #require(Model.folder)
        try compareTokens(of: folder.tokenizer(), with: "minilm-tokens.u32")
    }

    private func compareTokens(of tokenizer: WordPieceTokenizer, with name: String) throws {
        let expected = try hashes(name)
        #expect(expected.count == 10_000)
        var generator = try Generator(seed: 1)
        let wrong = expected.compactMap { hash in
            let text = generator.string()
            return fnv(ids: tokenizer.ids(of: text)) == hash ? nil : text.unicodeScalars.map(\.value)
        }
        #expect(wrong.isEmpty, "\(wrong.count) strings have other tokens, as the scalars \(wrong.prefix(3))")
    }

    @Test(
        .enabled(if: Model.folder != nil, Model.missing),
        arguments: [
            ("Toy Story (1995)", [101, 9121, 2466, 1006, 2786, 1007, 102]),
            (
                "Star Wars: Episode IV - A New Hope (1977)",
                [101, 2732, 5233, 1024, 2792, 4921, 1011, 1037, 2047, 3246, 1006, 3355, 1007, 102]
            ),
            ("Misérables, Les (1995)", [101, 13736, 2015, 1010, 4649, 1006, 2786, 1007, 102]),
        ] as [(String, [Int32])])
    func idsOfTitles(text: String, ids: [Int32]) throws {
        #expect(try #require(Model.folder).tokenizer().ids(of: text) == ids)
    }
}
