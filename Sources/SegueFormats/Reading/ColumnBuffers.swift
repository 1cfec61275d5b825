/// The columns while a file is read: allocated once for all rows, then sorted in place.
struct ColumnBuffers {
    /// Number of rows that the columns can hold.
    let capacity: Int
    /// Number of context columns, that of row numbers included.
    let contextCount: Int
    /// User of every row; emptied as soon as the rows are grouped.
    var users: [Int32]
    var items: [Int32]
    /// Empty when the file has no times.
    var times: [Int64]
    /// Empty when the file has no ratings.
    var ratings: [Float]
    /// Empty when the file has no behaviors.
    var behaviors: [UInt8]
    /// Context columns one after another, `capacity` entries each; numbers by their bits. Behind them the rows' numbers in
    /// the file, where these are kept.
    var contexts: [UInt32]

    /// Allocates the columns that a layout asks for.
    init(capacity: Int, layout: InteractionLayout) {
        self.capacity = capacity
        contextCount = layout.contexts.count + (layout.keepsFileRows ? 1 : 0)
        users = [Int32](repeating: 0, count: capacity)
        items = [Int32](repeating: 0, count: capacity)
        times = [Int64](repeating: 0, count: layout.time == nil ? 0 : capacity)
        ratings = [Float](repeating: 0, count: layout.rating == nil ? 0 : capacity)
        behaviors = [UInt8](repeating: 0, count: layout.behavior == nil ? 0 : capacity)
        contexts = [UInt32](repeating: 0, count: contextCount * capacity)
    }

    /// Calls `body` with the addresses of all columns.
    mutating func withPointers<Result>(_ body: (ColumnPointers) throws -> Result) rethrows -> Result {
        let (capacity, contextCount) = (capacity, contextCount)
        return try users.withUnsafeMutableBufferPointer { users in
            try items.withUnsafeMutableBufferPointer { items in
                try times.withUnsafeMutableBufferPointer { times in
                    try ratings.withUnsafeMutableBufferPointer { ratings in
                        try behaviors.withUnsafeMutableBufferPointer { behaviors in
                            try contexts.withUnsafeMutableBufferPointer { contexts in
                                try body(
                                    ColumnPointers(
                                        capacity: capacity, contextCount: contextCount, users: users, items: items,
                                        times: times, ratings: ratings, behaviors: behaviors, contexts: contexts))
                            }
                        }
                    }
                }
            }
        }
    }

    /// Drops unused room at the end of the columns.
    mutating func trim(to rowCount: Int) {
        items.removeLast(items.count - rowCount)
        if !times.isEmpty { times.removeLast(times.count - rowCount) }
        if !ratings.isEmpty { ratings.removeLast(ratings.count - rowCount) }
        if !behaviors.isEmpty { behaviors.removeLast(behaviors.count - rowCount) }
    }
}

/// The addresses of the columns of an ``ColumnBuffers``; absent columns are empty.
struct ColumnPointers {
    let capacity: Int
    let contextCount: Int
    let users: UnsafeMutableBufferPointer<Int32>
    let items: UnsafeMutableBufferPointer<Int32>
    let times: UnsafeMutableBufferPointer<Int64>
    let ratings: UnsafeMutableBufferPointer<Float>
    let behaviors: UnsafeMutableBufferPointer<UInt8>
    let contexts: UnsafeMutableBufferPointer<UInt32>

    /// Exchanges two rows in all columns but the users'.
    @inline(__always)
    func swapRows(_ first: Int, _ second: Int) {
        items.swapAt(first, second)
        if !times.isEmpty { times.swapAt(first, second) }
        if !ratings.isEmpty { ratings.swapAt(first, second) }
        if !behaviors.isEmpty { behaviors.swapAt(first, second) }
        for column in stride(from: 0, to: contextCount, by: 1) {
            contexts.swapAt(column * capacity + first, column * capacity + second)
        }
    }
}
