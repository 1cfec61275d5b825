/// Brings the rows of a file into the order of a log, (user, time, original row), in place.
///
/// Grouping by user is a counting sort whose target positions replace the user column; sorting a user by time is an
/// insertion sort or a least-significant-digit radix sort of row numbers. Both are stable, and both do nothing where the
/// file is already in order. Extra room: one offset a user; two bytes a row while grouping; then, when the user column
/// (four bytes a row) has been given back, eight bytes a row of the longest unordered user.
struct ColumnSorter {
    private static let insertionLimit = 32

    /// Sorts the first `rowCount` rows and frees the user column.
    ///
    /// - Returns: `userCount + 1` offsets of the users' rows.
    static func sort(_ columns: inout ColumnBuffers, rowCount: Int, userCount: Int) -> [Int] {
        let offsets = columns.withPointers { groupByUser($0, rowCount: rowCount, userCount: userCount) }
        columns.users = []
        if !columns.times.isEmpty { columns.withPointers { sortByTime($0, offsets: offsets) } }
        return offsets
    }

    private static func groupByUser(_ columns: ColumnPointers, rowCount: Int, userCount: Int) -> [Int] {
        let users = columns.users
        var offsets = [Int](repeating: 0, count: userCount + 1)
        var (isGrouped, previous): (Bool, Int32) = (true, 0)
        for row in stride(from: 0, to: rowCount, by: 1) {
            offsets[Int(users[row])] += 1
            if users[row] < previous { isGrouped = false }
            previous = users[row]
        }
        for user in stride(from: 1, through: userCount, by: 1) { offsets[user] += offsets[user - 1] }
        if isGrouped { return offsets }
        var next = offsets
        for row in stride(from: 0, to: rowCount, by: 1) {
            let user = Int(users[row]) - 1
            users[row] = Int32(truncatingIfNeeded: next[user])
            next[user] += 1
        }
        scatter(columns, targets: users, rowCount: rowCount)
        return offsets
    }

    /// Moves every row to its target, two bytes of a column at a time through a scratch of two bytes a row.
    ///
    /// Following the cycles of the permutation would need no scratch but waits for the memory at every step; writes to
    /// random positions do not wait, which is several times faster for millions of shuffled rows.
    private static func scatter(_ columns: ColumnPointers, targets: UnsafeMutableBufferPointer<Int32>, rowCount: Int) {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * rowCount, alignment: 16)
        defer { scratch.deallocate() }
        let rows = UnsafeMutableBufferPointer(rebasing: targets[..<rowCount])
        func move<Part: FixedWidthInteger>(_ column: UnsafeMutableRawPointer?, width: Int, as type: Part.Type) {
            guard let column, let room = scratch.baseAddress else { return }
            let size = MemoryLayout<Part>.size
            for part in stride(from: 0, to: width, by: size) {
                for row in rows.indices {
                    let value = column.load(fromByteOffset: row &* width &+ part, as: Part.self)
                    room.storeBytes(of: value, toByteOffset: Int(rows[row]) &* size, as: Part.self)
                }
                for row in rows.indices {
                    let value = room.load(fromByteOffset: row &* size, as: Part.self)
                    column.storeBytes(of: value, toByteOffset: row &* width &+ part, as: Part.self)
                }
            }
        }
        move(UnsafeMutableRawPointer(columns.items.baseAddress), width: 4, as: UInt16.self)
        if !columns.times.isEmpty {
            move(UnsafeMutableRawPointer(columns.times.baseAddress), width: 8, as: UInt16.self)
        }
        if !columns.ratings.isEmpty {
            move(UnsafeMutableRawPointer(columns.ratings.baseAddress), width: 4, as: UInt16.self)
        }
        if !columns.behaviors.isEmpty {
            move(UnsafeMutableRawPointer(columns.behaviors.baseAddress), width: 1, as: UInt8.self)
        }
        for column in stride(from: 0, to: columns.contextCount, by: 1) {
            let start = columns.contexts.baseAddress.map { $0 + column * columns.capacity }
            move(UnsafeMutableRawPointer(start), width: 4, as: UInt16.self)
        }
    }

    private static func sortByTime(_ columns: ColumnPointers, offsets: [Int]) {
        var longest = 0
        for user in stride(from: 1, to: offsets.count, by: 1) {
            let rows = offsets[user - 1]..<offsets[user]
            if rows.count > longest, !isOrdered(columns.times, rows) { longest = rows.count }
        }
        guard longest > 0 else { return }
        let scratch = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 2 * longest)
        defer { scratch.deallocate() }
        for user in stride(from: 1, to: offsets.count, by: 1) {
            let rows = offsets[user - 1]..<offsets[user]
            guard !isOrdered(columns.times, rows) else { continue }
            let order = sortedOrder(of: UnsafeMutableBufferPointer(rebasing: columns.times[rows]), scratch: scratch)
            gather(columns, order: order, first: rows.lowerBound)
        }
    }

    @inline(__always)
    private static func isOrdered(_ times: UnsafeMutableBufferPointer<Int64>, _ rows: Range<Int>) -> Bool {
        for row in stride(from: rows.lowerBound + 1, to: rows.upperBound, by: 1) where times[row] < times[row - 1] {
            return false
        }
        return true
    }

    /// Positions of the times in rising order, equal times in their present order. The result lies in `scratch`.
    private static func sortedOrder(
        of times: UnsafeMutableBufferPointer<Int64>, scratch: UnsafeMutableBufferPointer<UInt32>
    ) -> UnsafeMutableBufferPointer<UInt32> {
        let count = times.count
        let order = UnsafeMutableBufferPointer(rebasing: scratch[0..<count])
        for position in stride(from: 0, to: count, by: 1) { order[position] = UInt32(truncatingIfNeeded: position) }
        if count > insertionLimit {
            return radixSorted(
                order, times: times, other: UnsafeMutableBufferPointer(rebasing: scratch[count..<2 * count]))
        }
        for position in stride(from: 1, to: count, by: 1) {
            let moving = order[position]
            var target = position
            while target > 0, times[Int(order[target - 1])] > times[Int(moving)] {
                order[target] = order[target - 1]
                target -= 1
            }
            order[target] = moving
        }
        return order
    }

    /// Sorts by eight bits of the time a pass, lowest first, leaving out digits in which all times agree.
    private static func radixSorted(
        _ order: UnsafeMutableBufferPointer<UInt32>, times: UnsafeMutableBufferPointer<Int64>,
        other: UnsafeMutableBufferPointer<UInt32>
    ) -> UnsafeMutableBufferPointer<UInt32> {
        var (source, target) = (order, other)
        var (earliest, latest) = (Int64.max, Int64.min)
        for time in times { (earliest, latest) = (min(earliest, time), max(latest, time)) }
        let bits = 64 - (latest - earliest).leadingZeroBitCount
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { starts in
            for shift in stride(from: 0, to: bits, by: 8) {
                starts.initialize(repeating: 0)
                for time in times { starts[Int(truncatingIfNeeded: (time &- earliest) >> shift) & 255] &+= 1 }
                var sum = 0
                for digit in 0..<256 { (starts[digit], sum) = (sum, sum &+ starts[digit]) }
                for position in source {
                    let digit = Int(truncatingIfNeeded: (times[Int(position)] &- earliest) >> shift) & 255
                    target[starts[digit]] = position
                    starts[digit] &+= 1
                }
                swap(&source, &target)
            }
        }
        return source
    }

    /// Puts row `first + order[i]` at `first + i` by following the cycles; `order` becomes the identity.
    private static func gather(_ columns: ColumnPointers, order: UnsafeMutableBufferPointer<UInt32>, first: Int) {
        for start in stride(from: 0, to: order.count, by: 1) {
            var position = start
            while true {
                let origin = Int(order[position])
                order[position] = UInt32(truncatingIfNeeded: position)
                if origin == start { break }
                columns.swapRows(first + position, first + origin)
                position = origin
            }
        }
    }
}
