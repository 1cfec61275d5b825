/// The values of a schema's fields for every user and item, encoded once, and for the contexts that events can have.
///
/// A value is a pair of a *code*, a row of the models' tables from 1 to ``FeatureSchema/valueCount``, and a *weight*: 1 for
/// a category, 1 ∕ n for each of n labels, the standardized number for a number. Code 0 stands for what is unknown.
public struct FeatureTable: Sendable, Equatable {
    /// Codes and weights of many rows, one row after the other.
    public struct Rows: Sendable, Equatable {
        /// `count + 1` rising positions in ``codes``; row 0 is that of the unknown user or item.
        public var offsets: [Int32] = [0]
        /// Codes.
        public var codes: [Int32] = []
        /// Weights, as many as codes.
        public var weights: [Float] = []

        /// No rows.
        public init() {}

        /// Number of rows.
        public var count: Int { offsets.count - 1 }

        mutating func append(_ values: [(code: Int32, weight: Float)]) {
            for value in values {
                codes.append(value.code)
                weights.append(value.weight)
            }
            offsets.append(Int32(truncatingIfNeeded: codes.count))
        }

        /// The positions of a row; those of row 0 for one that does not exist.
        func range(_ row: Int32) -> Range<Int> {
            let row = row >= 0 && Int(row) < count ? Int(row) : 0
            return Int(offsets[row])..<Int(offsets[row + 1])
        }

        /// Most values of a row.
        var width: Int { zip(offsets, offsets.dropFirst()).map { Int($1 - $0) }.max() ?? 0 }
    }

    /// Values of a context column that is a field.
    public struct Context: Sendable, Equatable {
        /// Name of the column.
        public var column: String
        /// Position of the field in the schema.
        public var field: Int
        /// Its tokens, by their index in the field; empty for a column of numbers.
        public var tokens: Vocabulary

        /// A column that is a field.
        public init(column: String, field: Int, tokens: Vocabulary) {
            self.column = column
            self.field = field
            self.tokens = tokens
        }
    }

    /// A field that is computed from the moment and what happened before it.
    public struct Derived: Sendable, Equatable {
        /// What is computed.
        public var feature: DerivedFeature
        /// Position of the field in the schema.
        public var field: Int

        /// A feature and its field.
        public init(feature: DerivedFeature, field: Int) {
            self.feature = feature
            self.field = field
        }
    }

    /// The fields.
    public let schema: FeatureSchema
    /// The values of users: row u is user u's.
    public let users: Rows
    /// The values of items.
    public let items: Rows
    /// The context columns that are fields.
    public let contexts: [Context]
    /// For each field the names of its values, in order of their codes; empty for numbers, texts, contexts and the fields
    /// that name users and items.
    public let valueNames: [[String]]
    /// The vectors of the fields that are texts, in order of the fields.
    public let texts: [EncodedTexts]
    /// The fields that are computed.
    public let derived: [Derived]
    /// Seconds by which local time is ahead of UTC.
    public let utcOffset: Int64
    /// Position of the item field whose values are the categories that events are counted by; nil where none is counted.
    public let categoryField: Int?
    /// For each item its category, from 1 within the field; 0 for none. Empty where none is counted.
    let categories: [Int32]
    /// Events of each category before a moment; nil where none is counted.
    public let categoryCounts: CategoryCounts?
    /// For each item the users of the train part that have it, entry 0 of the unknown item 0; empty where they are no field.
    public let itemUsers: [Int32]
    /// Values of one example: those of a user, an item, the contexts and the moment.
    public let width: Int

    /// A table of the given parts.
    public init(
        schema: FeatureSchema, users: Rows, items: Rows, contexts: [Context], valueNames: [[String]] = [],
        texts: [EncodedTexts] = [], derived: [Derived] = [], utcOffset: Int64 = 0, categoryField: Int? = nil,
        categoryCounts: CategoryCounts? = nil, itemUsers: [Int32] = []
    ) {
        self.schema = schema
        self.users = users
        self.items = items
        self.contexts = contexts
        self.valueNames = valueNames.isEmpty ? schema.fields.map { _ in [] } : valueNames
        self.texts = texts
        self.derived = derived
        self.utcOffset = utcOffset
        self.categoryField = categoryField
        self.categoryCounts = categoryCounts
        self.itemUsers = itemUsers
        categories = categoryField.map { items.firstValues(in: schema.codes(of: $0)) } ?? []
        width = max(
            1, users.width + items.width + contexts.count + derived.count { $0.feature.source == .context })
    }

    /// The same table over other rows and texts.
    func replacing(users: Rows, items: Rows, texts: [EncodedTexts]) -> FeatureTable {
        FeatureTable(
            schema: schema, users: users, items: items, contexts: contexts, valueNames: valueNames, texts: texts,
            derived: derived, utcOffset: utcOffset, categoryField: categoryField, categoryCounts: categoryCounts,
            itemUsers: itemUsers)
    }

    /// The same table, counting the events of a log before each moment instead of what it counted so far.
    public func counting(_ columns: InteractionColumns) -> FeatureTable {
        guard let totals = categoryCounts?.totals, columns.times != nil else { return self }
        let counts = CategoryCounts(columns, categories: categories, totals: totals)
        return FeatureTable(
            schema: schema, users: users, items: items, contexts: contexts, valueNames: valueNames, texts: texts,
            derived: derived, utcOffset: utcOffset, categoryField: categoryField, categoryCounts: counts,
            itemUsers: itemUsers)
    }

    /// Encodes examples.
    /// - Returns: `[rows, width]` codes, 0 behind a row's last value, and weights.
    public func encode(_ examples: ExampleSet, rows: [Int]) -> (codes: [Int32], weights: [Float]) {
        var codes = [Int32](repeating: 0, count: rows.count * width)
        var weights = [Float](repeating: 0, count: rows.count * width)
        for (index, row) in rows.enumerated() {
            var next = index * width
            func add(_ values: Rows, _ id: Int32) {
                for position in values.range(id) {
                    (codes[next], weights[next]) = (values.codes[position], values.weights[position])
                    next += 1
                }
            }
            add(users, examples.users[row])
            add(items, examples.items[row])
            for column in examples.contexts {
                let value = column.value(at: examples.eventRows[row])
                (codes[next], weights[next]) = (value.code, value.weight)
                next += 1
            }
            for field in examples.moments {
                codes[next] = field.code(of: examples, row: row)
                weights[next] = codes[next] == 0 ? 0 : 1
                next += 1
            }
        }
        return (codes, weights)
    }
}

extension FeatureTable.Rows {
    /// For each row its first code among some, counted from 1 within them; 0 where it has none.
    func firstValues(in codes: Range<Int32>) -> [Int32] {
        (0..<Int32(truncatingIfNeeded: count)).map { row in
            for position in range(row) where codes.contains(self.codes[position]) {
                return self.codes[position] - codes.lowerBound + 1
            }
            return 0
        }
    }
}
