extension FeatureLearning {
    /// Adds the items' categories: one value an item where no item has several, which can be crossed with others, else labels.
    mutating func addCategories(_ catalog: ItemCatalog, names: Vocabulary) {
        guard catalog.categoryNames.count > 1, !options.leftOut.contains("categories") else { return }
        let ids = 1..<Int32(clamping: names.count + 1)
        let labels = ids.map { catalog.categoryPositions(of: names.id(at: $0) ?? "") }
        // Those that train has, numbered in the catalog's order.
        var numbers = [Int32](repeating: 0, count: catalog.categoryNames.count + 1)
        for item in trainedItems { for label in labels[Int(item) - 1] { numbers[Int(label)] = 1 } }
        let known = catalog.categoryNames.indices.filter { numbers[$0 + 1] == 1 }
        for (number, index) in known.enumerated() { numbers[index + 1] = Int32(truncatingIfNeeded: number + 1) }
        let hasSeveral = labels.contains { $0.count > 1 }
        let kind = hasSeveral ? FeatureField.Kind.labels(count: known.count) : .category(count: known.count)
        let offset = add("item.categories", .item, kind, values: known.map { catalog.categoryNames[$0] })
        for (index, labels) in labels.enumerated() {
            for label in labels where numbers[Int(label)] > 0 {
                append(
                    (offset + numbers[Int(label)], 1 / Float(labels.count)), .item,
                    Int32(truncatingIfNeeded: index + 1))
            }
        }
    }
}
