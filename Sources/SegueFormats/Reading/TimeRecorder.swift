import SegueData

/// Enters times into a column of whole numbers, in the coarsest unit that expresses all of them so far.
///
/// Reading begins in the unit that the file counts in, where a whole number is entered as it stands. A time with a finer
/// fraction makes the unit finer, and the rows before it are multiplied once.
struct TimeRecorder {
    private let encoding: TimeEncoding
    /// Largest whole number that is entered as it stands; negative when none is.
    private var directLimit: Int64
    /// What the column counts.
    private(set) var unit: TimeUnit

    /// Begins a column.
    init(_ encoding: TimeEncoding) {
        self.encoding = encoding
        unit = encoding.naturalUnit
        directLimit = Self.directLimit(encoding, unit)
    }

    /// Enters a time.
    ///
    /// - Returns: what was expected instead, or nil when the time was entered.
    @inline(__always)
    mutating func record(
        _ field: UnsafeRawBufferPointer, row: Int, in column: UnsafeMutableBufferPointer<Int64>
    ) -> String? {
        if let value = NumberParsing.unsigned(field), value <= directLimit {
            column[row] = value
            return nil
        }
        return recordSlowly(field, row: row, in: column)
    }

    @inline(never)
    private mutating func recordSlowly(
        _ field: UnsafeRawBufferPointer, row: Int, in column: UnsafeMutableBufferPointer<Int64>
    ) -> String? {
        guard let instant = encoding.instant(field) else { return encoding.expectation }
        let needed = max(unit, instant.coarsestUnit)
        guard let count = instant.count(in: needed),
            needed == unit || refine(to: needed, rows: UnsafeMutableBufferPointer(rebasing: column[..<row]))
        else {
            return "a time that \(needed) since 1970 can count together with the times before it (up to the year 2262)"
        }
        column[row] = count
        return nil
    }

    private mutating func refine(to finer: TimeUnit, rows: UnsafeMutableBufferPointer<Int64>) -> Bool {
        let factor = finer.perSecond / unit.perSecond
        guard rows.allSatisfy({ !$0.multipliedReportingOverflow(by: factor).overflow }) else { return false }
        for row in rows.indices { rows[row] *= factor }
        unit = finer
        directLimit = Self.directLimit(encoding, finer)
        return true
    }

    private static func directLimit(_ encoding: TimeEncoding, _ unit: TimeUnit) -> Int64 {
        guard encoding == .number(unit) else { return -1 }
        return unit.count(ofSeconds: NumberParsing.latestSecond + 1) - 1
    }

    /// Divides a column so that it counts in the coarsest unit that loses nothing.
    static func coarsen(_ column: UnsafeMutableBufferPointer<Int64>, unit: TimeUnit) -> TimeUnit {
        for coarser in TimeUnit.allCases where coarser < unit {
            let factor = unit.perSecond / coarser.perSecond
            guard column.allSatisfy({ $0 % factor == 0 }) else { continue }
            for row in column.indices { column[row] /= factor }
            return coarser
        }
        return unit
    }
}
