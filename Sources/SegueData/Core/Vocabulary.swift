import Foundation
import SegueCore

/// Identifiers and their dense indices, in both directions.
///
/// Indices start at 1; 0 is ``padding`` and never names an identifier. Identifiers are compared **by their UTF-8
/// bytes**: `"007"` and `"7"` differ, and so do the composed and the decomposed form of an accented letter. Indices
/// follow the order of insertion; the readers insert in order of first appearance in the file.
///
/// All identifiers lie in one byte array; no `String` is kept. Look-up is open addressing with linear probing, and a
/// direct table for identifiers that are small non-negative integers in canonical decimal form.
public struct Vocabulary: Sendable {
    /// The index that stands for "no item": padding of batches, and the unknown user.
    public static let padding: Int32 = 0

    /// The bytes of all identifiers, one after another.
    package var bytes: [UInt8] = []
    /// `count + 1` positions in `bytes`; identifier `i` lies at `offsets[i - 1]..<offsets[i]`.
    package var offsets: [UInt32] = [0]
    /// Open-addressing table of indices, 0 = free; its length is a power of two or zero.
    var slots: [Int32] = []
    /// Number of occupied slots.
    var occupiedSlots = 0
    /// Index of the identifier whose text is the decimal number of the position, 0 = none.
    @usableFromInline package var direct: [Int32] = []
    /// Start value of the hash; random, so that nobody can prepare colliding identifiers.
    let seed: UInt64

    /// Makes an empty vocabulary.
    public init() {
        seed = Self.processSeed
    }

    /// Makes a vocabulary of these identifiers, with indices 1, 2, … in the order given.
    ///
    /// - Throws: ``VocabularyError`` when an identifier occurs twice.
    public init(ids: [String]) throws {
        self.init()
        for id in ids {
            let before = count
            let index = insert(id)
            guard index != Self.padding else { throw VocabularyError.full }
            guard count > before else { throw VocabularyError.duplicate(id: id, index: index) }
        }
    }

    /// Number of identifiers; padding is not counted. Valid indices are `1...count`.
    public var count: Int { offsets.count - 1 }

    /// Whether there is no identifier.
    public var isEmpty: Bool { offsets.count == 1 }

    /// The index of an identifier, or nil when it is unknown.
    public func index(of id: String) -> Int32? {
        var copy = id
        let index = copy.withUTF8 { find(UnsafeRawBufferPointer($0)) }
        return index == Self.padding ? nil : index
    }

    /// The identifier at an index, or nil outside `1...count`.
    public func id(at index: Int32) -> String? {
        guard index >= 1, Int(index) <= count else { return nil }
        let range = Int(offsets[Int(index) - 1])..<Int(offsets[Int(index)])
        return bytes.withUnsafeBytes { String(bytes: $0[range], encoding: .utf8) }
    }

    /// Inserts an identifier.
    ///
    /// - Returns: its index, new or existing; ``padding`` when the vocabulary is full (2³¹ − 1 identifiers or 4 GiB of
    ///   text).
    @discardableResult
    public mutating func insert(_ id: String) -> Int32 {
        var copy = id
        return copy.withUTF8 { insert(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// All identifiers in index order; the identifier of index `i` stands at position `i - 1`.
    public var ids: [String] {
        (0..<count).map { id(at: Int32($0 + 1)) ?? "" }
    }

    /// Calls `body` with the UTF-8 bytes of an identifier; with an empty buffer outside `1...count`.
    public func withUTF8<Result>(
        at index: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        guard index >= 1, Int(index) <= count else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        let range = Int(offsets[Int(index) - 1])..<Int(offsets[Int(index)])
        return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}

extension Vocabulary: Equatable {
    /// Two vocabularies are equal when they hold the same identifiers at the same indices.
    public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
        left.offsets == right.offsets && left.bytes == right.bytes
    }
}

/// Why a vocabulary could not be made.
public enum VocabularyError: Error, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// An identifier occurs twice; `index` is the one it already has.
    case duplicate(id: String, index: Int32)
    /// More than 2³¹ − 1 identifiers, or more than 4 GiB of text.
    case full
    /// Encoded bytes that are not a vocabulary.
    case malformed(problem: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .duplicate(let id, let index):
            "The identifier \"\(id)\" occurs twice (first at index \(index)); each identifier may be listed once."
        case .full:
            "The vocabulary is full: it holds at most 2147483647 identifiers in 4 GiB of text."
        case .malformed(let problem):
            "These bytes are not an encoded vocabulary: \(problem). Write the file again."
        }
    }

    /// Always `ExitCode.badData`.
    public var exitCode: Int32 { ExitCode.badData }
}
