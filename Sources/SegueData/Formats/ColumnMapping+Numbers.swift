extension ColumnMapping {
    /// Whether user and item are given by number, which means a file without header.
    var isNumbered: Bool { user.flatMap { Int($0) } != nil && item.flatMap { Int($0) } != nil }
}
