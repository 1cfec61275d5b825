extension ResultTable {
    /// Shown columns that stay together, by index: a metric's, with the published one beside it.
    private var columnGroups: [[Int]] {
        var groups: [[Int]] = []
        for (index, head) in shownHeads.enumerated() {
            if head.isPublished, let last = groups.indices.last {
                groups[last].append(index)
            } else {
                groups.append([index])
            }
        }
        return groups
    }

    /// The shown columns in blocks that fit a width beside the names; each block has at least one metric.
    ///
    /// - Parameters:
    ///   - width: What a block may take beside the names.
    ///   - columnWidth: What a shown column takes, its distance from the one before included.
    func blocks(fitting width: Int, columnWidth: (_ column: Int) -> Int) -> [[Int]] {
        var blocks: [[Int]] = []
        var used = 0
        for group in columnGroups {
            let needed = group.reduce(0) { $0 + columnWidth($1) }
            if let last = blocks.indices.last, used + needed <= width {
                blocks[last] += group
                used += needed
            } else {
                blocks.append(group)
                used = needed
            }
        }
        return blocks
    }

    /// What the widest metric takes with the published column beside it.
    func widestGroup(columnWidth: (_ column: Int) -> Int) -> Int {
        columnGroups.map { $0.reduce(0) { $0 + columnWidth($1) } }.max() ?? 0
    }
}
