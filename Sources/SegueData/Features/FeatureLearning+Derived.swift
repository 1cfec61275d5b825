import SegueCore

extension FeatureLearning {
    /// Adds the fields that are computed.
    mutating func addDerived(_ split: DataSplit) throws -> [FeatureTable.Derived] {
        try options.derived.map { feature in
            func refuse(_ what: String) -> ConfigurationError {
                ConfigurationError(
                    field: "features.derived", problem: "'\(feature.rawValue)' needs \(what), and the data has none")
            }
            if feature.needsTimes, split.log.timeColumn == nil { throw refuse("times") }
            let name = feature.source == .history ? "history." + feature.rawValue.dropFirst(8) : feature.rawValue
            var (kind, values) = (FeatureField.Kind.category(count: feature.valueCount ?? 0), [String]())
            if feature == .historyBehavior {
                guard let column = training.log.behaviorColumn else { throw refuse("kinds of interaction") }
                var occurs = [Bool](repeating: false, count: 256)
                for user in training.userIndices {
                    for row in training.rows(ofUser: user) { occurs[Int(column[row])] = true }
                }
                values = training.log.behaviors.enumerated().filter { occurs[$0.offset] }.map(\.element)
                kind = .category(count: values.count)
            }
            defer { _ = add(name, feature.source, kind, values: values) }
            return FeatureTable.Derived(feature: feature, field: fields.count)
        }
    }

    /// The item field whose events are counted.
    func categoryField() throws -> Int {
        let names = options.category.map { ["item.\($0)"] } ?? ["item.categories", "item.category"]
        for name in names {
            if let field = fields.firstIndex(where: { $0.name == name && $0.isTokens }) { return field }
        }
        throw ConfigurationError(
            field: "features.category",
            problem:
                "no item has '\(names.map { $0.dropFirst(5) }.joined(separator: "' or '"))' as a category to count by")
    }

    /// Train users of each item, 0 of the unknown one.
    func itemUsers() -> [Int32] {
        var users = [Int32](repeating: 0, count: items.count)
        var last = users
        for user in training.userIndices {
            for row in training.rows(ofUser: user) {
                let item = Int(training.log.itemColumn[row])
                guard last[item] != user else { continue }
                users[item] += 1
                last[item] = user
            }
        }
        return users
    }

    /// Train events of each category; items' categories are given.
    func categoryTotals(_ categories: [Int32], of field: Int) -> CategoryCounts {
        var totals = [Int32](repeating: 0, count: fields[field].width + 1)
        for (index, count) in training.itemCounts.enumerated() where categories[index + 1] > 0 {
            totals[Int(categories[index + 1])] += Int32(clamping: count)
        }
        return CategoryCounts(totals: totals)
    }
}
