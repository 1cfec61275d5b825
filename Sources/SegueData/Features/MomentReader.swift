/// Computes one field of an example from its moment and from what happened before.
struct MomentReader: Sendable {
    private let feature: DerivedFeature
    /// One less than the field's first code.
    private let offset: Int32
    private let utcOffset: Int64
    private let categories: [Int32]
    private let counts: CategoryCounts?

    init(_ table: FeatureTable, derived index: Int) {
        let derived = table.derived[index]
        feature = derived.feature
        offset = table.schema.codes(of: derived.field).lowerBound - 1
        utcOffset = table.utcOffset
        categories = table.categories
        counts = table.categoryCounts
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
        case .userCount: return offset + 1 + DerivedFeature.bucket(Int64(history.count), atMost: 12)
        case .userCategoryCount:
            let count = examples.categoryEvents(row, categories)
            return offset + 1 + DerivedFeature.bucket(Int64(count), atMost: 8)
        case .categoryCount:
            let count = counts?.count(category(of: examples.items[row]), before: second) ?? 0
            return offset + 1 + DerivedFeature.bucket(count, atMost: 14)
        case .historyBehavior, .historyGap: return 0
        }
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
        func category(_ item: Int32) -> Int32 {
            categories.indices.contains(Int(item)) ? categories[Int(item)] : 0
        }
        let asked = category(items[row])
        guard asked > 0 else { return 0 }
        return (historyStarts[row]..<historyEnds[row]).count { category(columns.items[$0]) == asked }
    }
}
