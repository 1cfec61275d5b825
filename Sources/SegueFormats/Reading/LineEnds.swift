#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What ends the lines of a text: a line feed, with or without a carriage return before it, and a carriage return alone in
/// texts where there is one.
struct LineEnds: Equatable {
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    /// Whether a carriage return that no line feed follows ends a line. False in most texts, which are read faster.
    let returnsEndLines: Bool

    /// Looks for carriage returns without line feed.
    init(of text: UnsafeRawBufferPointer) {
        returnsEndLines = Self.hasLoneReturn(text)
    }

    /// Where the line that begins at a position ends, and where the next begins.
    func lineEnd(in text: UnsafeRawBufferPointer, from start: Int) -> (end: Int, next: Int) {
        guard returnsEndLines else {
            let end = LineScanning.firstIndex(of: Self.lineFeed, in: text, from: start)
            return (end, min(end + 1, text.count))
        }
        // One search for both: a search for the rarer of the two would go to the end of the text for every line.
        let end = LineScanning.firstIndex(of: Self.lineFeed, or: Self.carriageReturn, in: text, from: start)
        let isPair =
            end + 1 < text.count && text[end] == Self.carriageReturn && text[end + 1] == Self.lineFeed
        return (end, min(end + (isPair ? 2 : 1), text.count))
    }

    /// How many lines end in a part of the text that begins at the beginning of a line.
    func count(in text: UnsafeRawBufferPointer) -> Int {
        let feeds = LineScanning.count(Self.lineFeed, in: text)
        guard returnsEndLines else { return feeds }
        return feeds + Self.loneReturnCount(text)
    }

    private static func loneReturnCount(_ text: UnsafeRawBufferPointer) -> Int {
        var (count, offset) = (0, LineScanning.firstIndex(of: carriageReturn, in: text, from: 0))
        while offset < text.count {
            if offset + 1 == text.count || text[offset + 1] != lineFeed { count += 1 }
            offset = LineScanning.firstIndex(of: carriageReturn, in: text, from: offset + 1)
        }
        return count
    }

    /// Whether a carriage return is followed by something else than a line feed or the end.
    private static func hasLoneReturn(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let base = text.baseAddress, let first = memchr(base, Int32(carriageReturn), text.count) else {
            return false
        }
        var position = UnsafeRawPointer(first) - base
        let (returns, feeds): (UInt64, UInt64) = (0x0D0D_0D0D_0D0D_0D0D, 0x0A0A_0A0A_0A0A_0A0A)
        var carried: UInt64 = 0
        while position + 8 <= text.count {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let found = LineScanning.zeroBytes(word ^ returns)
            if (found << 8 | carried) & ~LineScanning.zeroBytes(word ^ feeds) != 0 { return true }
            carried = found >> 56
            position += 8
        }
        var follows = carried != 0
        while position < text.count {
            if follows, text[position] != lineFeed { return true }
            follows = text[position] == carriageReturn
            position += 1
        }
        return false
    }
}
