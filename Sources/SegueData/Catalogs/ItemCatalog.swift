/// What is known about items besides who interacted with them: titles, categories and further features.
///
/// A catalog goes by identifiers, not by a log's indices: it may know items that the log lacks, and the other way round.
public struct ItemCatalog: Sendable, Equatable {
    /// One item of a catalog, for building one.
    public struct Item: Sendable, Equatable {
        /// The identifier, as in the log.
        public var id: String
        /// The title; nil when unknown.
        public var title: String?
        /// The categories, such as genres.
        public var categories: [String]
        /// Further features as text, by name.
        public var texts: [String: String]
        /// Further features as numbers, by name.
        public var numbers: [String: Float]

        /// Describes an item.
        public init(
            id: String, title: String? = nil, categories: [String] = [], texts: [String: String] = [:],
            numbers: [String: Float] = [:]
        ) {
            self.id = id
            self.title = title
            self.categories = categories
            self.texts = texts
            self.numbers = numbers
        }
    }

    /// The items; position `i - 1` of the other properties belongs to index `i`.
    public let ids: Vocabulary
    /// `[count]` titles, empty where unknown.
    let titles: [String]
    /// The names of all categories, in order of first appearance.
    let categories: Vocabulary
    /// `count + 1` positions in `categoryIndices`.
    let categoryOffsets: [Int]
    /// Indices into `categories`.
    let categoryIndices: [Int32]
    /// Further features, `[count]` values each.
    public let features: [ContextColumn]

    /// A catalog that knows nothing.
    public static let empty = ItemCatalog([])

    /// Makes a catalog; of items with equal identifiers the first counts.
    public init(_ items: [Item]) {
        var builder = ItemCatalogBuilder()
        for item in items { builder.add(item) }
        self = builder.build()
    }

    init(
        ids: Vocabulary, titles: [String], categories: Vocabulary, categoryOffsets: [Int], categoryIndices: [Int32],
        features: [ContextColumn]
    ) {
        self.ids = ids
        self.titles = titles
        self.categories = categories
        self.categoryOffsets = categoryOffsets
        self.categoryIndices = categoryIndices
        self.features = features
    }

    /// Number of items.
    public var count: Int { ids.count }

    /// Whether nothing is known.
    public var isEmpty: Bool { ids.isEmpty }

    /// The names of all categories, in order of first appearance.
    public var categoryNames: [String] { categories.ids }

    /// The title of an item, or nil.
    public func title(of id: String) -> String? {
        guard let index = ids.index(of: id) else { return nil }
        let title = titles[Int(index) - 1]
        return title.isEmpty ? nil : title
    }

    /// The categories of an item; none for an unknown one.
    public func categories(of id: String) -> [String] {
        categoryPositions(of: id).compactMap { categories.id(at: $0) }
    }

    /// The categories of an item as positions in ``categoryNames``, counted from 1; none for an unknown item.
    public func categoryPositions(of id: String) -> ArraySlice<Int32> {
        guard let index = ids.index(of: id) else { return [] }
        return categoryIndices[categoryOffsets[Int(index) - 1]..<categoryOffsets[Int(index)]]
    }

    /// A text feature of an item, or nil.
    public func text(_ name: String, of id: String) -> String? {
        ids.index(of: id).flatMap { index in feature(name)?.token(at: Int(index) - 1) }
    }

    /// A numeric feature of an item, or nil.
    public func number(_ name: String, of id: String) -> Float? {
        ids.index(of: id).flatMap { index in feature(name)?.number(at: Int(index) - 1) }
    }

    private func feature(_ name: String) -> ContextColumn? { features.first { $0.name == name } }
}
