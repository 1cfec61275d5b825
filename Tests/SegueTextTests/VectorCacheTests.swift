import Foundation
import SafeTensors
import Testing

@testable import SegueText

@Suite struct VectorCacheTests {
    /// Counts what it encodes; a text's vector is its length and its number of words.
    private final class CountingEncoder: TextEncoder {
        let name = "counting"
        let dimension = 2
        let identity: String
        var encoded: [String] = []

        init(_ identity: String = "abc") { self.identity = identity }

        func encode(_ texts: [String]) throws -> HostTensor {
            encoded += texts
            return HostTensor(
                shape: [texts.count, 2],
                values: texts.flatMap { [Float($0.utf8.count), Float($0.split(separator: " ").count)] })
        }
    }

    private func encode(_ texts: [String], _ encoder: CountingEncoder, _ folder: TemporaryFolder) throws -> [Float] {
        let cached = try CachedTextEncoder(encoder, cache: VectorCache(directory: folder.url, for: encoder))
        return try cached.encode(texts).array(of: Float.self)
    }

    @Test func textsAreEncodedOnce() throws {
        let (folder, encoder) = (try TemporaryFolder(), CountingEncoder())
        #expect(try encode(["a b", ""], encoder, folder) == [3, 2, 0, 0])
        #expect(try encode(["new", "a b", ""], encoder, folder) == [3, 1, 3, 2, 0, 0])
        #expect(encoder.encoded == ["a b", "", "new"])
        // Canonically equivalent texts are different texts.
        #expect(try encode(["\u{E9}", "e\u{301}"], encoder, folder) == [2, 1, 3, 1])
        let other = CountingEncoder("def")
        _ = try encode(["a b"], other, folder)
        #expect(other.encoded == ["a b"])
    }

    /// A file that was cut at any place keeps its whole records, and grows on.
    @Test func recordsThatAreCutCountAsAbsent() throws {
        let (folder, encoder) = (try TemporaryFolder(), CountingEncoder())
        _ = try encode(["a", "b c"], encoder, folder)
        let file = folder.url.appendingPathComponent("abc.vectors")
        let whole = try Data(contentsOf: file)
        #expect(whole.count == 16 + 2 * (32 + 8 + 4))
        for length in 0...whole.count {
            try whole.prefix(length).write(to: file)
            let again = CountingEncoder()
            #expect(try encode(["a", "b c"], again, folder) == [1, 1, 3, 2])
            #expect(again.encoded.count == (length < 60 ? 2 : length < 104 ? 1 : 0))
            #expect(try encode(["b c", "a"], again, folder) == [3, 2, 1, 1])
            #expect(again.encoded.count <= 2)
        }
    }

    @Test func damagedRecordsCountAsAbsent() throws {
        let (folder, encoder) = (try TemporaryFolder(), CountingEncoder())
        _ = try encode(["a", "b c"], encoder, folder)
        let file = folder.url.appendingPathComponent("abc.vectors")
        var bytes = try Data(contentsOf: file)
        bytes[16 + 32] ^= 1
        try bytes.write(to: file)
        let again = CountingEncoder()
        #expect(try encode(["a", "b c"], again, folder) == [1, 1, 3, 2])
        #expect(again.encoded == ["a"])
        try Data("something else, longer than a header".utf8).write(to: file)
        #expect(throws: TextModelError.self) { try VectorCache(directory: folder.url, for: encoder) }
    }
}
