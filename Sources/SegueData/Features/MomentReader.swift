/// Computes one field of an example from its moment and from what happened before.
struct MomentReader: Sendable {
    private let feature: DerivedFeature
    /// One less than the field's first code.
    private let offset: Int32
    private let utcOffset: Int64
    private let categories: [Int32]
    private let counts: CategoryCounts?
    private let itemUsers: [Int32]

    init(_ table: FeatureTable, derived index: Int) {
        let derived = table.derived[index]
        feature = derived.feature
        offset = table.schema.codes(of: derived.field).lowerBound - 1
        utcOffset = table.utcOffset
        categories = table.categories
        counts = table.categoryCounts
        itemUsers = table.itemUsers
    }

    /// The code of an example's value; 0 where the moment is not known.
    func code(of examples: ExampleSet, row: Int) -> Int32 {
        let second = examples.events.second(ofRow: examples.eventRows[row])
        let history = examples.historyStarts[row]..<examples.historyEnds[row]
        switch feature {
        case .hour: return second.map { offset + DerivedFeature.hour(of: local($0)) } ?? 0
        case .weekday: return second.map { offset + DerivedFeature.weekday(of: local($0)) } ?? 0
        case .gap:
            guard let second else { return 0 }
            let last = history.last.flatMap { examples.columns.second(ofRow: $0) }
            return offset + DerivedFeature.gap(last.map { DerivedFeature.seconds(from: $0, to: second) })
        case .userCategoryGap:
            guard let second else { return 0 }
            let last = examples.lastCategoryEvent(row, categories).flatMap { examples.columns.second(ofRow: $0) }
            return offset + DerivedFeature.gap(last.map { DerivedFeature.seconds(from: $0, to: second) })
        case .userCategoryLag:
            guard let last = examples.lastCategoryEvent(row, categories) else { return offset + 1 }
            return offset + 2 + DerivedFeature.bucket(Int64(history.upperBound - 1 - last), atMost: 13)
        case .userCount: return offset + 1 + DerivedFeature.bucket(Int64(history.count), atMost: 12)
        case .userCategoryCount:
            let count = examples.categoryEvents(row, categories)
            return offset + 1 + DerivedFeature.bucket(Int64(count), atMost: 8)
        case .categoryCount:
            let count = counts?.count(category(of: examples.items[row]), before: second) ?? 0
            return offset + 1 + DerivedFeature.bucket(count, atMost: 14)
        case .itemUsers:
            let value = DerivedFeature.users(otherUsers(of: examples, row))
            return value > 0 ? offset + value : 0
        case .historyBehavior, .historyGap: return 0
        }
    }

    /// The train users with an example's item; of an example that is learned from without its own user, and none where
    /// nobody else has the item of the event.
    private func otherUsers(of examples: ExampleSet, _ row: Int) -> Int32 {
        func users(_ item: Int32) -> Int32 {
            itemUsers.indices.contains(Int(item)) ? itemUsers[Int(item)] : 0
        }
        let item = examples.items[row]
        guard examples.areLearnedFrom, examples.events.items.indices.contains(examples.eventRows[row]) else {
            return users(item)
        }
        let event = examples.events.items[examples.eventRows[row]]
        return users(event) > 1 ? users(item) - (item == event ? 1 : 0) : 0
    }

    private func local(_ second: Int64) -> Int64 { second.addingReportingOverflow(utcOffset).partialValue }

    private func category(of item: Int32) -> Int32 {
        categories.indices.contains(Int(item)) ? categories[Int(item)] : 0
    }
}

extension DerivedFeature {
    /// The seconds between two, or the most there are.
    static func seconds(from earlier: Int64, to later: Int64) -> Int64 {
        let (difference, overflow) = later.subtractingReportingOverflow(earlier)
        return overflow ? .max : difference
    }
}

extension ExampleSet {
    /// Events of an example's history with the category of the item asked about; 0 for an item without one.
    /// - Parameters:
    ///   - row: The example.
    ///   - categories: For each item its category, 0 for none, as `FeatureTable.itemCategories` gives them.
    public func categoryEvents(_ row: Int, _ categories: [Int32]) -> Int {
        guard let asks = categoryQuestion(row, categories) else { return 0 }
        return (historyStarts[row]..<historyEnds[row]).count(where: asks)
    }

    /// The last event of an example's history, as a row of ``columns``, with the category of the item asked about.
    func lastCategoryEvent(_ row: Int, _ categories: [Int32]) -> Int? {
        guard let asks = categoryQuestion(row, categories) else { return nil }
        return (historyStarts[row]..<historyEnds[row]).last(where: asks)
    }

    /// Whether a row of ``columns`` has the category of the item asked about; nil for an item without one.
    private func categoryQuestion(_ row: Int, _ categories: [Int32]) -> ((Int) -> Bool)? {
        func category(_ item: Int32) -> Int32 {
            categories.indices.contains(Int(item)) ? categories[Int(item)] : 0
        }
        let asked = category(items[row])
        return asked > 0 ? { category(columns.items[$0]) == asked } : nil
    }
}
