import SegueCore

extension FeatureTable {
    /// Learns the fields of a data set from the train part of a split, and encodes all users and items.
    ///
    /// Fields are the user, the item, the features of both that the catalogs hold, the items' categories, and the context
    /// columns of events: one whose token depends on the item alone (or on the user alone) in train is a field of the item
    /// (of the user). Text features that nearly name the item (more values than half the items) are left out.
    ///
    /// What there is to know is learned from the train part alone: users and items without train interactions have no value
    /// in the fields that name them, and tokens that train does not have are unknown. Their features are encoded like all
    /// others, so that a model can say something of a user or an item that it has never met.
    ///
    /// - Parameters:
    ///   - split: What to learn from.
    ///   - catalog: Features of items.
    ///   - userCatalog: Features of users.
    ///   - options: Which features, and how.
    ///   - texts: The texts that the options ask for, encoded.
    /// - Throws: `ConfigurationError` for numbers that no user or item has.
    public init(
        learning split: DataSplit, catalog: ItemCatalog, userCatalog: UserCatalog,
        options: FeatureOptions = FeatureOptions(), texts: [EncodedTexts] = []
    ) throws {
        let known = (userCatalog.features + catalog.features).map(\.name)
        if let name = options.numbers.first(where: { !known.contains($0) }) {
            throw ConfigurationError(
                field: "features.numbers",
                problem: "no user or item has '\(name)'; give them by --users or --items, or leave it out (known: "
                    + (known.isEmpty ? "none" : known.joined(separator: ", ")) + ")")
        }
        try options.validate()
        var learning = FeatureLearning(split, catalog: catalog, userCatalog: userCatalog, options: options)
        self = try learning.table(texts: texts, split: split)
    }
}

/// Collects fields with the values of users and items.
struct FeatureLearning {
    typealias Values = [(code: Int32, weight: Float)]

    let training: TrainingSequences
    private(set) var fields: [FeatureField] = []
    private var valueCount = 0
    private var users: [Values]
    private(set) var items: [Values]
    private var contexts: [FeatureTable.Context] = []
    private var valueNames: [[String]] = []
    let options: FeatureOptions
    private let trainedUsers: [Int32]
    let trainedItems: [Int32]
    /// By source and index: whether there are train interactions.
    private let isTrained: [FeatureField.Source: [Bool]]

    init(_ split: DataSplit, catalog: ItemCatalog, userCatalog: UserCatalog, options: FeatureOptions) {
        self.options = options
        training = split.training
        users = Array(repeating: [], count: split.log.userCount + 1)
        items = Array(repeating: [], count: split.log.itemCount + 1)
        let sequences = training
        trainedUsers = sequences.userIndices.filter { !sequences.rows(ofUser: $0).isEmpty }
        trainedItems = sequences.itemCounts.enumerated().compactMap { index, count in
            count > 0 ? Int32(truncatingIfNeeded: index + 1) : nil
        }
        isTrained = [
            .user: Self.flags(trainedUsers, count: split.log.userCount),
            .item: Self.flags(trainedItems, count: split.log.itemCount),
        ]
        addIdentity("user", .user, trainedUsers, count: split.log.userCount)
        if options.minimumItemEvents > 1 {
            addFrequentItems(counts: sequences.itemCounts)
        } else {
            addIdentity("item", .item, trainedItems, count: split.log.itemCount)
        }
        addFeatures(userCatalog.features, of: userCatalog.ids, .user, names: split.log.users)
        addCategories(catalog, names: split.log.items)
        addFeatures(catalog.features, of: catalog.ids, .item, names: split.log.items)
        for column in training.log.contextColumns
        where column.name != GivenPart.columnName && !options.leftOut.contains(column.name)
            && !isCategory(column, of: catalog)
        { addContext(column) }
    }

    mutating func table(texts: [EncodedTexts], split: DataSplit) throws -> FeatureTable {
        let derived = try addDerived(split)
        let textFields = texts.map { text in
            FeatureField(
                name: "item.\(text.name)", source: .item, kind: .text(dimension: text.dimension, encoder: text.encoder))
        }
        func rows(_ values: [Values]) -> FeatureTable.Rows {
            var rows = FeatureTable.Rows()
            for value in values { rows.append(value) }
            return rows
        }
        let (schema, itemRows) = (FeatureSchema(fields: fields + textFields), rows(items))
        let field = derived.contains { $0.feature.countsCategories } ? try categoryField() : nil
        return FeatureTable(
            schema: schema, users: rows(users), items: itemRows, contexts: contexts,
            valueNames: valueNames + textFields.map { _ in [] }, texts: texts, derived: derived,
            utcOffset: Int64(options.utcOffset * 3600), categoryField: field,
            categoryCounts: field.map { categoryTotals(itemRows.firstValues(in: schema.codes(of: $0)), of: $0) },
            itemUsers: derived.contains { $0.feature == .itemUsers } ? itemUsers() : []
        ).counting(split.log.columns)
    }

    /// The field `item` with one value for all items of few train events, before one for each other.
    private mutating func addFrequentItems(counts: [Int]) {
        let frequent = counts.count { $0 >= options.minimumItemEvents }
        let offset = add("item", .item, .category(count: 1 + frequent))
        var next: Int32 = 2
        for (index, count) in counts.enumerated() where count > 0 {
            let isRare = count < options.minimumItemEvents
            append((offset + (isRare ? 1 : next), 1), .item, Int32(truncatingIfNeeded: index + 1))
            if !isRare { next += 1 }
        }
    }

    /// Adds a field; returns the number of codes before its own.
    mutating func add(
        _ name: String, _ source: FeatureField.Source, _ kind: FeatureField.Kind, values: [String] = []
    ) -> Int32 {
        let field = FeatureField(name: name, source: source, kind: kind)
        fields.append(field)
        valueNames.append(values)
        defer { valueCount += field.width }
        return Int32(truncatingIfNeeded: valueCount)
    }

    private static func flags(_ indices: [Int32], count: Int) -> [Bool] {
        var flags = [Bool](repeating: false, count: count + 1)
        for index in indices { flags[Int(index)] = true }
        return flags
    }

    private func isTrained(_ source: FeatureField.Source, _ index: Int32) -> Bool {
        isTrained[source]?[Int(index)] ?? false
    }

    mutating func append(_ value: (code: Int32, weight: Float), _ source: FeatureField.Source, _ index: Int32) {
        if source == .user { users[Int(index)].append(value) } else { items[Int(index)].append(value) }
    }

    private mutating func addIdentity(_ name: String, _ source: FeatureField.Source, _ trained: [Int32], count: Int) {
        let offset = add(name, source, .category(count: count))
        for index in trained { append((offset + index, 1), source, index) }
    }

    private mutating func addFeatures(
        _ columns: [ContextColumn], of ids: Vocabulary, _ source: FeatureField.Source, names: Vocabulary
    ) {
        let rows = (1..<Int32(clamping: names.count + 1)).compactMap { index -> (index: Int32, row: Int)? in
            guard let id = names.id(at: index), let row = ids.index(of: id) else { return nil }
            return (index, Int(row) - 1)
        }
        for column in columns where !options.leftOut.contains(column.name) && !options.texts.contains(column.name) {
            switch column.values {
            case .tokens(let vocabulary, let indices) where options.numbers.contains(column.name):
                let numbers = vocabulary.ids.map { Float($0.trimmingWhitespace) ?? .nan }
                addNumber(
                    "\(source.rawValue).\(column.name)", source,
                    rows.map { ($0.index, indices[$0.row] > 0 ? numbers[Int(indices[$0.row]) - 1] : .nan) })
            case .tokens(let vocabulary, let indices):
                let values = rows.map { (index: $0.index, token: indices[$0.row]) }
                addCategory("\(source.rawValue).\(column.name)", source, values, vocabulary)
            case .numbers(let numbers):
                addNumber(
                    "\(source.rawValue).\(column.name)", source, rows.map { ($0.index, numbers[$0.row]) })
            }
        }
    }

    /// A field of tokens, numbered anew as far as train knows them; left out where it tells nothing, or nearly names its
    /// subject.
    private mutating func addCategory(
        _ name: String, _ source: FeatureField.Source, _ values: [(index: Int32, token: Int32)], _ names: Vocabulary
    ) {
        var known = Vocabulary()
        let trained = values.filter { isTrained(source, $0.index) }
        for value in trained {
            if let id = names.id(at: value.token) { known.insert(id) }
        }
        guard known.count > 1, 2 * known.count <= max(4, trained.count) else { return }
        let offset = add(name, source, .category(count: known.count), values: known.ids)
        for (index, token) in values {
            guard let value = names.id(at: token).flatMap(known.index) else { continue }
            append((offset + value, 1), source, index)
        }
    }

    private mutating func addNumber(
        _ name: String, _ source: FeatureField.Source, _ values: [(index: Int32, number: Float)]
    ) {
        let trained = values.filter { isTrained(source, $0.index) }
        guard let scale = scale(trained.map(\.number)) else { return }
        let offset = add(name, source, .number(mean: scale.mean, deviation: scale.deviation))
        for (index, number) in values where number.isFinite {
            append((offset + 1, Float((Double(number) - scale.mean) / scale.deviation)), source, index)
        }
    }

    private func scale(_ numbers: [Float]) -> (mean: Double, deviation: Double)? {
        let known = numbers.filter { $0.isFinite }.map(Double.init)
        guard !known.isEmpty else { return nil }
        if options.scaling == .maximum {
            let most = known.map(abs).max() ?? 0
            return most > 0 ? (0, most) : nil
        }
        let mean = known.reduce(0, +) / Double(known.count)
        let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
        return variance > 0 ? (mean, variance.squareRoot()) : nil
    }

    /// A context column: of the item or the user if it depends on nothing else in train, else of the event.
    ///
    /// One that has the name of a field already, as where the catalog holds the same, is left out.
    private mutating func addContext(_ column: ContextColumn) {
        let names = [column.name, "user.\(column.name)", "item.\(column.name)"]
        guard !fields.contains(where: { names.contains($0.name) }) else { return }
        switch column.values {
        case .numbers(let numbers):
            let known = training.userIndices.flatMap { numbers[training.rows(ofUser: $0)] }
            guard let scale = scale(Array(known)) else { return }
            contexts.append(.init(column: column.name, field: fields.count, tokens: Vocabulary()))
            _ = add(column.name, .context, .number(mean: scale.mean, deviation: scale.deviation))
        case .tokens(let vocabulary, let indices):
            if let values = dependents(indices, of: .item) {
                addCategory("item.\(column.name)", .item, values, vocabulary)
            } else if let values = dependents(indices, of: .user) {
                addCategory("user.\(column.name)", .user, values, vocabulary)
            } else {
                var known = Vocabulary()
                for user in training.userIndices {
                    for row in training.rows(ofUser: user) {
                        if let token = vocabulary.id(at: indices[row]) { known.insert(token) }
                    }
                }
                guard known.count > 1 else { return }
                contexts.append(.init(column: column.name, field: fields.count, tokens: known))
                _ = add(column.name, .context, .category(count: known.count))
            }
        }
    }

    /// Whether a column says what the catalog does: the one category of each item.
    private func isCategory(_ column: ContextColumn, of catalog: ItemCatalog) -> Bool {
        guard catalog.categoryNames.count > 1, !options.leftOut.contains("categories"),
            case .tokens(let vocabulary, let indices) = column.values, let values = dependents(indices, of: .item)
        else { return false }
        let others = values.count { item, token in
            let id = training.log.items.id(at: item) ?? ""
            return catalog.categories(of: id) != [vocabulary.id(at: token) ?? ""]
        }
        return !values.isEmpty && Double(others) <= Self.tolerance * Double(values.count)
    }

    /// The share of interactions that may contradict that a column depends on the item, or the user, alone.
    private static let tolerance = 0.01

    /// The token of each user or item, that of its first interaction; nil where more than a few have several.
    private func dependents(
        _ indices: [Int32], of source: FeatureField.Source
    ) -> [(index: Int32, token: Int32)]? {
        var tokens: [Int32: Int32] = [:]
        var (others, all) = (0, 0)
        for user in training.userIndices {
            for row in training.rows(ofUser: user) where indices[row] != Vocabulary.padding {
                let index = source == .user ? user : training.log.itemColumn[row]
                all += 1
                if let known = tokens[index] {
                    others += known == indices[row] ? 0 : 1
                } else {
                    tokens[index] = indices[row]
                }
            }
        }
        guard Double(others) <= Self.tolerance * Double(all) else { return nil }
        return tokens.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
