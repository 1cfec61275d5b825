import SegueData

/// The class labels of items, one-hot or multi-hot: a 1 for each category that an item has.
struct ItemLabels {
    /// Number of labels: the catalog's categories.
    let count: Int
    /// `[items, count]`, one row after the other.
    let values: [Float]

    /// Labels of the items of a vocabulary; an item that the catalog does not know has none.
    init(of items: Vocabulary, catalog: ItemCatalog) {
        count = catalog.categoryNames.count
        var values = [Float](repeating: 0, count: items.count * count)
        for (row, id) in items.ids.enumerated() {
            for position in catalog.categoryPositions(of: id) { values[row * count + Int(position) - 1] = 1 }
        }
        self.values = values
    }
}

extension ItemVectors {
    /// Each vector followed by the item's labels times `weight`.
    func joined(with labels: ItemLabels, weight: Float) -> ItemVectors {
        precondition(labels.values.count == count * labels.count, "labels of other items")
        var joined: [Float] = []
        joined.reserveCapacity(values.count + labels.values.count)
        for row in 0..<count {
            joined += values[row * dimension..<(row + 1) * dimension]
            joined += labels.values[row * labels.count..<(row + 1) * labels.count].lazy.map { $0 * weight }
        }
        return ItemVectors(dimension: dimension + labels.count, values: joined)
    }
}
