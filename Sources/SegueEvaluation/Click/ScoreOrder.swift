/// Rows in ascending order of their scores.
///
/// One sort of 64-bit keys, the score's order-preserving bits above the row's number, so that equal scores stand in the
/// order of the rows; the rows of each user or event, in that same order, follow from it by counting.
struct ScoreOrder {
    /// The rows, lowest score first.
    let rows: [Int32]

    /// Sorts some rows by their scores, which are finite.
    init(_ scores: [Float], rows: [Int32]) {
        var keys = rows.map { row in
            UInt64(Self.key(scores[Int(row)])) << 32 | UInt64(UInt32(bitPattern: row))
        }
        keys.sort()
        self.rows = keys.map { Int32(truncatingIfNeeded: $0) }
    }

    /// Bits that compare as the numbers do; −0 and 0 have the same.
    static func key(_ score: Float) -> UInt32 {
        let bits = (score + 0).bitPattern
        return bits >> 31 == 1 ? ~bits : bits | 1 << 31
    }

    /// The rows of each part, lowest score first.
    ///
    /// - Parameters:
    ///   - part: The part of each row of the set, from 0.
    ///   - count: Number of parts.
    func parts(_ part: [Int32], count: Int) -> Parts {
        var offsets = [Int](repeating: 0, count: count + 1)
        for row in rows { offsets[Int(part[Int(row)]) + 1] += 1 }
        for index in 0..<count { offsets[index + 1] += offsets[index] }
        var ends = offsets
        var sorted = [Int32](repeating: 0, count: rows.count)
        for row in rows {
            let index = Int(part[Int(row)])
            sorted[ends[index]] = row
            ends[index] += 1
        }
        return Parts(offsets: offsets, rows: sorted)
    }

    /// Rows by part.
    struct Parts {
        fileprivate let offsets: [Int]
        fileprivate let rows: [Int32]

        /// The rows of a part, lowest score first.
        subscript(part: Int) -> ArraySlice<Int32> { rows[offsets[part]..<offsets[part + 1]] }
    }
}
