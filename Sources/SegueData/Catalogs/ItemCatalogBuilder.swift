/// Collects items into an ``ItemCatalog``.
package struct ItemCatalogBuilder {
    private var ids = Vocabulary()
    private var titles: [String] = []
    private var categories = Vocabulary()
    private var categoryOffsets = [0]
    private var categoryIndices: [Int32] = []
    private var features = FeatureTableBuilder()

    /// A catalog without items.
    package init() {}

    /// Number of items so far.
    package var count: Int { ids.count }

    /// Adds an item; an identifier that is already there is left as it is.
    package mutating func add(_ item: ItemCatalog.Item) {
        let before = ids.count
        let index = ids.insert(item.id)
        guard index != Vocabulary.padding, ids.count > before else { return }
        titles.append(item.title ?? "")
        for category in item.categories {
            let position = categories.insert(category)
            // Asked before, not held across, the append: a slice alive then would copy the whole array.
            let isKnown = categoryIndices[(categoryOffsets.last ?? 0)...].contains(position)
            if position != Vocabulary.padding, !isKnown { categoryIndices.append(position) }
        }
        categoryOffsets.append(categoryIndices.count)
        features.add(texts: item.texts, numbers: item.numbers, row: ids.count - 1)
    }

    /// The catalog of all items added.
    package func build() -> ItemCatalog {
        ItemCatalog(
            ids: ids, titles: titles, categories: categories, categoryOffsets: categoryOffsets,
            categoryIndices: categoryIndices, features: features.build(rowCount: ids.count))
    }
}
