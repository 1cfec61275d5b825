import SegueCore
import SegueData
import Torch

/// The combinations of values that crosses of fields have in an example, hashed into rows of a table.
struct FieldCrosses: Sendable {
    /// For each cross the codes of its fields' values.
    private let crosses: [[ClosedRange<Int32>]]
    private let buckets: Int

    /// - Parameters:
    ///   - names: Names of fields joined by `*`.
    ///   - schema: The fields; those named are categories.
    ///   - buckets: Rows, from 1.
    /// - Throws: `ConfigurationError` for fields that are not there or have not one value.
    init(_ names: [String], schema: FeatureSchema, buckets: Int) throws {
        let offsets = Dictionary(zip(schema.fields.map(\.name), schema.offsets)) { first, _ in first }
        crosses = try names.map { cross in
            try cross.split(separator: "*", omittingEmptySubsequences: false).map { name in
                guard let field = schema.fields.first(where: { $0.name == name }),
                    case .category(let count) = field.kind,
                    let offset = offsets[field.name], count > 0
                else {
                    let known = schema.fields.filter { if case .category = $0.kind { true } else { false } }
                    throw ConfigurationError(
                        field: "crosses",
                        problem: "'\(name)' is no field with one value an example; there are "
                            + known.map(\.name).joined(separator: ", "))
                }
                let first = Int32(truncatingIfNeeded: offset + 1)
                return first...first + Int32(truncatingIfNeeded: count - 1)
            }
        }
        self.buckets = buckets
    }

    /// The row of each cross of each example, 0 where a value is unknown: `[examples, crosses]`, `int64`.
    func rows(_ batch: ExampleBatch) -> Tensor {
        guard let table = batch.examples.features else { preconditionFailure("examples of crosses carry their fields") }
        let codes = table.encode(batch.examples, rows: batch.rows).codes
        var rows: [Int64] = []
        rows.reserveCapacity(batch.count * crosses.count)
        for start in stride(from: 0, to: codes.count, by: table.width) {
            let example = codes[start..<start + table.width]
            for (index, cross) in crosses.enumerated() {
                rows.append(bucket(cross.map { range in example.first(where: range.contains) ?? 0 }, of: index))
            }
        }
        return Tensor(rows, device: batch.device).reshaped([batch.count, crosses.count])
    }

    /// Codes mixed one after the other by SplitMix64's finalizer.
    private func bucket(_ codes: [Int32], of cross: Int) -> Int64 {
        guard !codes.contains(0) else { return 0 }
        let hash = codes.reduce(UInt64(cross)) {
            Self.mix($0 &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(UInt32(bitPattern: $1)))
        }
        return Int64(hash % UInt64(buckets)) + 1
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
