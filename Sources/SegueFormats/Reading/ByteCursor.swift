/// Reads the parts of a date from left to right.
struct ByteCursor {
    private let field: UnsafeRawBufferPointer
    private var position = 0

    /// Begins at the first byte.
    init(_ field: UnsafeRawBufferPointer) {
        self.field = field
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { position == field.count }

    private var next: UInt8? { position < field.count ? field[position] : nil }

    private var nextDigit: Int64? { next.flatMap { $0 &- 0x30 < 10 ? Int64($0 &- 0x30) : nil } }

    /// Takes a character if it comes next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == character.value else { return false }
        position += 1
        return true
    }

    /// Takes a word if it comes next, in any case.
    mutating func take(word: String) -> Bool {
        let end = position + word.utf8.count
        guard end <= field.count,
            zip(field[position..<end], word.utf8).allSatisfy({ $0 == $1 || ($0 ^ $1 == 0x20 && $0 | 0x20 >= 0x61) })
        else { return false }
        position = end
        return true
    }

    /// A number of at least `digits` digits and at most `most`; nil when there are fewer.
    mutating func number(digits: Int, most: Int? = nil) -> Int64? {
        var (value, count): (Int64, Int) = (0, 0)
        while count < most ?? digits, let digit = nextDigit {
            (value, count, position) = (value * 10 + digit, count + 1, position + 1)
        }
        return count >= digits ? value : nil
    }

    /// The digits of a fraction of a second as nanoseconds, further ones cut off; nil when there is none.
    mutating func fraction() -> Int64? {
        var (value, scale, count): (Int64, Int64, Int) = (0, 100_000_000, 0)
        while let digit = nextDigit {
            (value, scale, count, position) = (value + digit * scale, scale / 10, count + 1, position + 1)
        }
        return count > 0 ? value : nil
    }

    /// Seconds east of UTC: `Z`, `UTC`, `GMT`, `+02:00`, `+0200` or `+02`, after an optional blank.
    mutating func utcOffset() -> Int64? {
        _ = take(" ")
        if take("Z") || take("z") || take(word: "UTC") || take(word: "GMT") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(digits: 2), hours <= 18 else { return nil }
        var minutes: Int64 = 0
        if take(":") || nextDigit != nil {
            guard let written = number(digits: 2), written < 60 else { return nil }
            minutes = written
        }
        return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }
}
