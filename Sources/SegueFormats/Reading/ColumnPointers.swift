/// The addresses of the columns of an ``InteractionColumns``; absent columns are empty.
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
