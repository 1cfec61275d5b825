import Foundation
import Testing

@testable import SegueData

@Suite struct VocabularyTests {
    @Test func indicesFollowTheOrderOfInsertion() throws {
        var vocabulary = Vocabulary()
        #expect(vocabulary.insert("b") == 1)
        #expect(vocabulary.insert("a") == 2)
        #expect(vocabulary.insert("b") == 1)
        #expect(vocabulary.count == 2)
        #expect(vocabulary.index(of: "a") == 2)
        #expect(vocabulary.index(of: "c") == nil)
        #expect(vocabulary.id(at: 1) == "b")
        #expect(vocabulary.id(at: 0) == nil)
        #expect(vocabulary.id(at: 3) == nil)
        #expect(vocabulary.id(at: -5) == nil)
        #expect(vocabulary.ids == ["b", "a"])
    }

    @Test func identifiersAreBytesNotNumbersNorCharacters() throws {
        let ids = ["7", "007", "+7", "7.0", "é", "e\u{301}", "", "0", "00", "99999999", "4194303", "4194304"]
        var vocabulary = Vocabulary()
        for id in ids { vocabulary.insert(id) }
        #expect(vocabulary.count == ids.count)
        for (position, id) in ids.enumerated() {
            #expect(vocabulary.index(of: id) == Int32(position + 1))
            #expect(vocabulary.id(at: Int32(position + 1)).map { Array($0.utf8) } == Array(id.utf8))
        }
    }

    @Test func duplicatesAreAnError() {
        #expect(throws: VocabularyError.duplicate(id: "x", index: 1)) { try Vocabulary(ids: ["x", "y", "x"]) }
    }

    /// Small integers that come before the direct table covers them, then again after it has grown.
    @Test func integersKeepTheirIndexWhileTheDirectTableGrows() {
        var vocabulary = Vocabulary()
        let early = [4_000_000, 1_000_000, 100_000, 20_000, 5]
        for value in early { vocabulary.insert("\(value)") }
        for value in 0..<300_000 { vocabulary.insert("\(value)") }
        #expect(early.map { vocabulary.index(of: "\($0)") } == [1, 2, 3, 4, 5])
        #expect(early.map { vocabulary.insert("\($0)") } == [1, 2, 3, 4, 5])
        #expect(vocabulary.count == 300_000 + 2)
        #expect(vocabulary.id(at: 300_002) == "299999")
    }

    @Test func agreesWithADictionary() {
        var (vocabulary, expected): (Vocabulary, [String: Int32]) = (Vocabulary(), [:])
        var state: UInt64 = 42
        for _ in 0..<200_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = state >> 45
            let id = number % 3 == 0 ? "item-\(number)" : "\(number)"
            let index = vocabulary.insert(id)
            if expected[id] == nil { expected[id] = Int32(expected.count + 1) }
            #expect(index == expected[id])
        }
        #expect(vocabulary.count == expected.count)
    }

    @Test func encodingRestoresEqualVocabularies() throws {
        let vocabulary = try Vocabulary(ids: ["12", "film", "über", ""])
        let restored = try Vocabulary(encoded: vocabulary.encoded())
        #expect(restored == vocabulary)
        #expect(restored.index(of: "über") == 3)
        #expect(try Vocabulary(encoded: Vocabulary().encoded()).isEmpty)
        // A slice whose indices do not begin at zero.
        let shifted = (Data([1, 2, 3]) + vocabulary.encoded()).dropFirst(3)
        #expect(try Vocabulary(encoded: shifted) == vocabulary)
    }

    @Test func damagedEncodingsAreRefused() throws {
        let bytes = try Vocabulary(ids: ["aa", "bb"]).encoded()
        for length in 0..<bytes.count {
            #expect(throws: VocabularyError.self) { try Vocabulary(encoded: bytes.prefix(length)) }
        }
        #expect(throws: VocabularyError.self) { try Vocabulary(encoded: bytes + [0]) }
        var twice = bytes
        twice.replaceSubrange((bytes.count - 2)..., with: Array("aa".utf8))
        #expect(throws: VocabularyError.self) { try Vocabulary(encoded: twice) }
        var invalid = bytes
        invalid[bytes.count - 1] = 0xFF
        #expect(throws: VocabularyError.self) { try Vocabulary(encoded: invalid) }
        for position in bytes.indices {
            var flipped = bytes
            flipped[position] ^= 0x80
            _ = try? Vocabulary(encoded: flipped)
        }
    }
}
