extension Array where Element: FixedWidthInteger {
    /// Makes the array so long, without giving up its storage; new elements are 0, old ones stay.
    mutating func resize(to newCount: Int) {
        if count > newCount {
            removeLast(count - newCount)
        } else if count < newCount {
            append(contentsOf: repeatElement(0, count: newCount - count))
        }
    }
}
