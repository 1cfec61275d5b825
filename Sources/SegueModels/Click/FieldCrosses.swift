import SegueCore
import SegueData
import Torch

/// The combinations of values that crosses of fields have in an example, hashed into rows of a table.
struct FieldCrosses: Sendable {
    /// One field of a cross.
    private struct Factor {
        /// Its position in the schema.
        let field: Int
        /// The codes of its values.
        let codes: Range<Int32>
        /// Whether the value is that of the history's last event.
        let isLast: Bool
    }

    private let crosses: [[Factor]]
    private let buckets: Int

    /// - Parameters:
    ///   - names: Names of fields joined by `*`, of those of the history's last event with `last:` before them.
    ///   - schema: The fields; those named are categories.
    ///   - buckets: Rows, from 1.
    /// - Throws: `ConfigurationError` for fields that are not there or have not one value.
    init(_ names: [String], schema: FeatureSchema, buckets: Int) throws {
        crosses = try names.map { cross in
            try cross.split(separator: "*", omittingEmptySubsequences: false).map { name in
                let isLast = name.hasPrefix(Self.lastPrefix)
                let own = isLast ? name.dropFirst(Self.lastPrefix.count) : name
                let allowed = schema.fields.indices.filter { schema.fields[$0].isSingle(inHistory: isLast) }
                guard let field = allowed.first(where: { schema.fields[$0].name == own }) else {
                    throw ConfigurationError(
                        field: "crosses",
                        problem: "'\(own)' is no field with one value; there are "
                            + allowed.map { schema.fields[$0].name }.joined(separator: ", "))
                }
                return Factor(field: field, codes: schema.codes(of: field), isLast: isLast)
            }
        }
        self.buckets = buckets
    }

    /// What stands before the name of a field whose value is that of the history's last event.
    private static let lastPrefix = "last:"

    /// Whether a value is that of the history's last event.
    var readsEvents: Bool { crosses.joined().contains(where: \.isLast) }

    /// The row of each cross of each example, 0 where a value is unknown: `[examples, crosses]`, `int64`.
    func rows(_ batch: ExampleBatch) -> Tensor {
        guard let table = batch.examples.features else { preconditionFailure("examples of crosses carry their fields") }
        let codes = table.encode(batch.examples, rows: batch.rows).codes
        let last = lastCodes(batch)
        var rows: [Int64] = []
        rows.reserveCapacity(batch.count * crosses.count)
        for example in 0..<batch.count {
            let own = codes[example * table.width..<(example + 1) * table.width]
            for (index, cross) in crosses.enumerated() {
                let values = cross.map { factor in
                    factor.isLast ? last[factor.field]?[example] ?? 0 : own.first(where: factor.codes.contains) ?? 0
                }
                rows.append(bucket(values, of: index))
            }
        }
        return Tensor(rows, device: batch.device).reshaped([batch.count, crosses.count])
    }

    /// For each field of last events its code for each example, 0 without events.
    private func lastCodes(_ batch: ExampleBatch) -> [Int: [Int32]] {
        let fields = Set(crosses.joined().filter(\.isLast).map(\.field))
        guard !fields.isEmpty else { return [:] }
        let history = batch.history(maximumLength: 1)
        var next = 0
        let tokens = history.lengths.map { length -> Int? in
            defer { next += length }
            return length > 0 ? next : nil
        }
        return fields.reduce(into: [:]) { found, field in
            let codes = (try? history.values(of: field).codes.reshaped([-1]).array(Int64.self)) ?? []
            found[field] = history.historyOfExample.map { history in
                tokens[history].flatMap { codes.indices.contains($0) ? Int32(truncatingIfNeeded: codes[$0]) : nil } ?? 0
            }
        }
    }

    /// Codes mixed one after the other by SplitMix64's finalizer.
    private func bucket(_ codes: [Int32], of cross: Int) -> Int64 {
        guard !codes.contains(0) else { return 0 }
        let hash = codes.reduce(UInt64(cross)) {
            SplitMix64.mix($0 &* SplitMix64.increment &+ UInt64(UInt32(bitPattern: $1)))
        }
        return Int64(hash % UInt64(buckets)) + 1
    }
}

extension FeatureField {
    /// Whether an example, or an event of a history, has one of its values or none.
    fileprivate func isSingle(inHistory: Bool) -> Bool {
        guard case .category(let count) = kind, count > 0 else { return false }
        return inHistory ? source != .user : source != .history
    }
}
