/// Gives numbers with a decimal comma a point.
final class DecimalComma {
    /// Longest number that is rewritten; a longer one is malformed anyway.
    private static let longestNumber = 64
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: longestNumber, alignment: 8)

    deinit { room.deallocate() }

    /// The same number with a point. A point in the text becomes a comma, so that it is refused: `1.234,5` and `4.5` are no
    /// numbers here. Valid until the next call.
    func withPoint(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard text.count <= Self.longestNumber, text.contains(where: { $0 == 0x2C || $0 == 0x2E }) else { return text }
        for (place, byte) in text.enumerated() {
            room[place] = byte == 0x2C ? 0x2E : byte == 0x2E ? 0x2C : byte
        }
        return UnsafeRawBufferPointer(rebasing: room[..<text.count])
    }
}
