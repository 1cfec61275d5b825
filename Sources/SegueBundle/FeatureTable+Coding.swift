import Foundation
import SafeTensors
import SegueData

/// The parts of a feature table that are text.
struct FeatureNames: Codable {
    struct Context: Codable {
        var column: String
        var field: Int
        var tokens: [String]
    }

    struct Text: Codable {
        var name: String
        var encoder: String
        var dimension: Int
    }

    struct Derived: Codable {
        var feature: DerivedFeature
        var field: Int
    }

    var contexts: [Context]
    /// Absent in bundles of earlier versions.
    var values: [[String]]?
    var texts: [Text]?
    /// These three are absent without fields that are computed.
    var derived: [Derived]?
    var utcOffset: Int64?
    var categoryField: Int?
}

extension FeatureTable {
    /// The values of users and items, to be saved.
    var tensors: [String: HostTensor] {
        var tensors: [String: HostTensor] = [:]
        for (name, rows) in [("users", users), ("items", items)] {
            tensors["\(name).offsets"] = HostTensor(rows.offsets)
            tensors["\(name).codes"] = HostTensor(rows.codes)
            tensors["\(name).weights"] = HostTensor(rows.weights)
        }
        for (index, text) in texts.enumerated() {
            let shape = [text.values.count / text.dimension, text.dimension]
            tensors["texts.\(index)"] = HostTensor(shape: shape, values: text.values)
        }
        if let counts = categoryCounts { tensors["categories.counts"] = HostTensor(counts.totals) }
        if !itemUsers.isEmpty { tensors["items.users"] = HostTensor(itemUsers) }
        return tensors
    }

    /// The contexts, to be saved.
    var names: FeatureNames {
        FeatureNames(
            contexts: contexts.map { FeatureNames.Context(column: $0.column, field: $0.field, tokens: $0.tokens.ids) },
            values: valueNames,
            texts: texts.map { FeatureNames.Text(name: $0.name, encoder: $0.encoder, dimension: $0.dimension) },
            derived: derived.isEmpty
                ? nil : derived.map { FeatureNames.Derived(feature: $0.feature, field: $0.field) },
            utcOffset: derived.isEmpty ? nil : utcOffset, categoryField: categoryField)
    }

    /// Reads a table.
    /// - Throws: ``ModelBundleError`` when its parts do not fit each other.
    init(
        schema: FeatureSchema, tensors: [String: HostTensor], names data: Data, userCount: Int, itemCount: Int
    ) throws {
        let file = ModelBundle.FileName.features
        func rows(_ name: String, count: Int) throws -> Rows {
            var rows = Rows()
            guard let offsets = try tensors["\(name).offsets"]?.array(of: Int32.self),
                let codes = try tensors["\(name).codes"]?.array(of: Int32.self),
                let weights = try tensors["\(name).weights"]?.array(of: Float.self)
            else { throw ModelBundleError(file: file, problem: "it lacks the values of \(name)") }
            let rises = offsets.first == 0 && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
            guard rises, offsets.count == count + 2, offsets.last.map(Int.init) == codes.count,
                codes.count == weights.count,
                codes.allSatisfy({ $0 >= 0 && Int($0) <= schema.valueCount }), weights.allSatisfy(\.isFinite)
            else { throw ModelBundleError(file: file, problem: "its values of \(name) do not fit the schema") }
            (rows.offsets, rows.codes, rows.weights) = (offsets, codes, weights)
            return rows
        }
        let names = try JSONDecoder().decode(FeatureNames.self, from: data)
        let contexts = try names.contexts.map { context in
            guard schema.fields.indices.contains(context.field) else {
                throw ModelBundleError(file: file, problem: "its column '\(context.column)' is no field of the schema")
            }
            var tokens = Vocabulary()
            for token in context.tokens { tokens.insert(token) }
            let field = schema.fields[context.field]
            var width = 0
            if case .category(let count) = field.kind { width = count }
            guard field.source == .context, tokens.count == width else {
                throw ModelBundleError(
                    file: file, problem: "its values of '\(context.column)' do not fit the field '\(field.name)'")
            }
            return Context(column: context.column, field: context.field, tokens: tokens)
        }
        let values = names.values ?? schema.fields.map { _ in [] }
        let hasNames = zip(schema.fields, values).allSatisfy { $1.isEmpty || $1.count == $0.width }
        guard values.count == schema.fields.count, hasNames else {
            throw ModelBundleError(file: file, problem: "its names of values do not fit the schema")
        }
        let texts = try (names.texts ?? []).enumerated().map { index, text in
            guard text.dimension > 0, let vectors = tensors["texts.\(index)"],
                vectors.shape == [itemCount + 1, text.dimension], vectors.firstNonFinite == nil
            else { throw ModelBundleError(file: file, problem: "its vectors of '\(text.name)' do not fit the items") }
            return EncodedTexts(
                name: text.name, encoder: text.encoder, dimension: text.dimension,
                values: try vectors.array(of: Float.self))
        }
        let asked = schema.fields.compactMap { field -> String? in
            guard case .text(let dimension, let encoder) = field.kind else { return nil }
            return "\(field.shortName) \(dimension) \(encoder)"
        }
        guard asked == texts.map({ "\($0.name) \($0.dimension) \($0.encoder)" }) else {
            throw ModelBundleError(file: file, problem: "its texts are not those of the schema")
        }
        let derived = try names.checkedDerived(schema, names: values, file: file)
        self.init(
            schema: schema, users: try rows("users", count: userCount), items: try rows("items", count: itemCount),
            contexts: contexts, valueNames: values, texts: texts, derived: derived, utcOffset: names.utcOffset ?? 0,
            categoryField: names.categoryField,
            categoryCounts: try names.checkedCounts(tensors["categories.counts"], schema, file: file),
            itemUsers: try names.checkedItemUsers(tensors["items.users"], itemCount: itemCount, file: file))
    }
}

extension FeatureNames {
    /// The fields that are computed, where they fit the schema.
    fileprivate func checkedDerived(
        _ schema: FeatureSchema, names: [[String]], file: String
    ) throws -> [FeatureTable.Derived] {
        try (derived ?? []).map { derived in
            guard schema.fields.indices.contains(derived.field),
                derived.feature.fits(schema.fields[derived.field], names: names[derived.field])
            else {
                throw ModelBundleError(
                    file: file, problem: "its field '\(derived.feature.rawValue)' does not fit the schema")
            }
            return FeatureTable.Derived(feature: derived.feature, field: derived.field)
        }
    }

    /// The users of each item, where a field needs them.
    fileprivate func checkedItemUsers(_ users: HostTensor?, itemCount: Int, file: String) throws -> [Int32] {
        guard derived?.contains(where: { $0.feature == .itemUsers }) == true else { return [] }
        guard let users = try users?.array(of: Int32.self), users.count == itemCount + 1, users.allSatisfy({ $0 >= 0 })
        else { throw ModelBundleError(file: file, problem: "its users of items do not fit the items") }
        return users
    }

    /// The events of each category, where they fit the field that is counted by.
    fileprivate func checkedCounts(
        _ counts: HostTensor?, _ schema: FeatureSchema, file: String
    ) throws -> CategoryCounts? {
        guard let field = categoryField else { return nil }
        guard schema.fields.indices.contains(field), schema.fields[field].source == .item,
            schema.fields[field].isTokens,
            let totals = try counts?.array(of: Int32.self), totals.count == schema.fields[field].width + 1,
            totals.allSatisfy({ $0 >= 0 })
        else { throw ModelBundleError(file: file, problem: "its counts of categories do not fit the schema") }
        return CategoryCounts(totals: totals)
    }
}
