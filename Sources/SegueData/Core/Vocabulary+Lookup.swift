extension Vocabulary {
    /// Largest integer identifier, plus one, that the direct table may hold (16 MiB of table).
    static let directLimit = 1 << 22

    /// The start value for hashes in this process.
    static let processSeed = UInt64.random(in: 0...UInt64.max)

    /// Inserts an identifier given as bytes.
    ///
    /// The bytes must be valid UTF-8 (the readers check); otherwise ``id(at:)`` answers nil for them.
    ///
    /// - Returns: its index, new or existing; ``padding`` when the vocabulary is full.
    @inline(__always)
    @discardableResult
    public mutating func insert(utf8 id: UnsafeRawBufferPointer) -> Int32 {
        insert(id, decimal: Self.canonicalDecimal(id))
    }

    /// Inserts an identifier of which it is known whether it is a small integer in canonical form.
    ///
    /// - Parameter decimal: the integer, or a negative number when the identifier is none.
    @inlinable
    @inline(__always)
    package mutating func insert(_ id: UnsafeRawBufferPointer, decimal: Int) -> Int32 {
        if decimal >= 0, decimal < direct.count {
            let index = direct[decimal]
            if index != Self.padding { return index }
        }
        return insertSlowly(id, decimal: decimal)
    }

    /// The index of an identifier, or ``padding``.
    package func find(_ id: UnsafeRawBufferPointer) -> Int32 {
        let decimal = Self.canonicalDecimal(id)
        if decimal >= 0, decimal < direct.count { return direct[decimal] }
        guard !slots.isEmpty else { return Self.padding }
        return slots[slot(of: id)]
    }

    /// The integer that an identifier writes in canonical decimal form, or −1.
    ///
    /// Canonical means: one to seven digits, no sign, no leading zero but in `0` itself.
    @inlinable
    @inline(__always)
    package static func canonicalDecimal(_ id: UnsafeRawBufferPointer) -> Int {
        guard id.count >= 1, id.count <= 7 else { return -1 }
        var value = 0
        for byte in id {
            let digit = byte &- 0x30
            guard digit < 10 else { return -1 }
            value = value &* 10 &+ Int(digit)
        }
        return id[0] == 0x30 && id.count > 1 ? -1 : value
    }

    @inline(never)
    @usableFromInline
    package mutating func insertSlowly(_ id: UnsafeRawBufferPointer, decimal: Int) -> Int32 {
        if decimal >= direct.count, decimal < min(Self.directLimit, 4 * (count + 4096)) {
            growDirectTable(toHold: decimal)
            if direct[decimal] != Self.padding { return direct[decimal] }
        }
        if decimal >= 0, decimal < direct.count {
            let index = append(id)
            direct[decimal] = index
            return index
        }
        if (occupiedSlots + 1) * 10 > slots.count * 7 { growSlots() }
        let slot = slot(of: id)
        if slots[slot] != Self.padding { return slots[slot] }
        let index = append(id)
        guard index != Self.padding else { return index }
        slots[slot] = index
        occupiedSlots += 1
        return index
    }

    /// Adds the text; answers ``padding`` when there is no room left.
    private mutating func append(_ id: UnsafeRawBufferPointer) -> Int32 {
        guard count < Int(Int32.max) - 1, bytes.count + id.count <= Int(UInt32.max) else { return Self.padding }
        bytes.append(contentsOf: id)
        offsets.append(UInt32(bytes.count))
        return Int32(count)
    }

    /// The slot of an identifier in `slots`, or the free one where it belongs. `slots` must not be full.
    private func slot(of id: UnsafeRawBufferPointer) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(id, seed: seed)) & mask
        return bytes.withUnsafeBytes { text in
            while true {
                let index = Int(slots[slot])
                if index == 0 { return slot }
                let start = Int(offsets[index - 1])
                let candidate = text[start..<Int(offsets[index])]
                if candidate.count == id.count, UnsafeRawBufferPointer(rebasing: candidate).elementsEqual(id) {
                    return slot
                }
                slot = (slot + 1) & mask
            }
        }
    }

    private mutating func growSlots() {
        slots = [Int32](repeating: 0, count: max(16, slots.count * 2))
        occupiedSlots = 0
        let mask = slots.count - 1
        bytes.withUnsafeBytes { text in
            for index in stride(from: 1, through: count, by: 1) {
                let id = UnsafeRawBufferPointer(rebasing: text[Int(offsets[index - 1])..<Int(offsets[index])])
                let decimal = Self.canonicalDecimal(id)
                if decimal >= 0, decimal < direct.count { continue }
                var slot = Int(truncatingIfNeeded: Self.hash(id, seed: seed)) & mask
                while slots[slot] != Self.padding { slot = (slot + 1) & mask }
                slots[slot] = Int32(index)
                occupiedSlots += 1
            }
        }
    }

    /// Doubles the direct table until it covers `value`, and enters what is already known.
    private mutating func growDirectTable(toHold value: Int) {
        let old = direct.count
        var size = max(old, 1024)
        while size <= value { size *= 2 }
        direct.append(contentsOf: repeatElement(0, count: size - old))
        bytes.withUnsafeBytes { text in
            for index in stride(from: 1, through: count, by: 1) {
                let id = UnsafeRawBufferPointer(rebasing: text[Int(offsets[index - 1])..<Int(offsets[index])])
                let decimal = Self.canonicalDecimal(id)
                if decimal >= old, decimal < size { direct[decimal] = Int32(index) }
            }
        }
    }

    /// A 64-bit hash by folded multiplication, eight bytes a step.
    private static func hash(_ id: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var state = seed ^ UInt64(truncatingIfNeeded: id.count)
        var position = 0
        while position + 8 <= id.count {
            state = fold(state ^ id.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position += 8
        }
        var tail: UInt64 = 0
        while position < id.count {
            tail = tail << 8 | UInt64(id[position])
            position += 1
        }
        return fold(fold(state ^ tail) ^ seed)
    }

    @inline(__always)
    private static func fold(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
