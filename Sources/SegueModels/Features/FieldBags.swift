import SegueData
import Torch

/// The values of a batch's fields: one bag of codes and weights for each field of each example. The bag of an unknown value
/// is empty.
public final class FieldBags {
    /// Rows of tables of values, from 1, the bags one after the other: `[entries]`, `int64`.
    public let codes: Tensor
    /// What each counts: `[entries]`.
    public let weights: Tensor
    /// Where each bag begins, those of an example in the schema's order: `[examples · fields]`, `int64`.
    public let starts: Tensor
    /// The codes that occur, each once, rising.
    public private(set) lazy var distinctCodes = Set(hostCodes).sorted()
    private let hostCodes: [Int64]
    private let hostStarts: [Int64]
    private let fieldCount: Int

    /// The values of some examples.
    init(_ table: FeatureTable, _ examples: ExampleSet, rows: [Int], device: Device) {
        let encoded = table.encode(examples, rows: rows)
        let ends = FieldBags.lastCodes(table.schema)
        var (codes, weights, starts) = ([Int64](), [Float](), [Int64]())
        codes.reserveCapacity(encoded.codes.count)
        weights.reserveCapacity(encoded.codes.count)
        starts.reserveCapacity(rows.count * ends.count)
        var entries: [(code: Int32, weight: Float)] = []
        for row in rows.indices {
            entries.removeAll(keepingCapacity: true)
            var isSorted = true
            for position in row * table.width..<(row + 1) * table.width where encoded.codes[position] > 0 {
                if let last = entries.last, last.code > encoded.codes[position] { isSorted = false }
                entries.append((encoded.codes[position], encoded.weights[position]))
            }
            // Codes number the fields' values in the order of the fields.
            if !isSorted { entries.sort { $0.code < $1.code } }
            var next = 0
            for end in ends {
                starts.append(Int64(codes.count))
                while next < entries.count, entries[next].code <= end {
                    codes.append(Int64(entries[next].code))
                    weights.append(entries[next].weight)
                    next += 1
                }
            }
        }
        self.codes = Tensor(codes, device: device)
        self.weights = Tensor(weights, device: device)
        self.starts = Tensor(starts, device: device)
        (hostCodes, hostStarts, fieldCount) = (codes, starts, ends.count)
    }

    /// The codes of each example.
    var codesOfExamples: [ArraySlice<Int64>] {
        stride(from: 0, to: hostStarts.count, by: fieldCount).map { first in
            let next = first + fieldCount
            return hostCodes[
                Int(hostStarts[first])..<(next < hostStarts.count ? Int(hostStarts[next]) : hostCodes.count)]
        }
    }

    /// The last code of each field of examples.
    private static func lastCodes(_ schema: FeatureSchema) -> [Int32] {
        zip(schema.fields, schema.offsets).compactMap { field, offset in
            field.isOfExamples ? Int32(truncatingIfNeeded: offset + field.width) : nil
        }
    }
}

extension FeatureField {
    /// Whether examples have values of it: texts have none, and some fields are of events alone.
    var isOfExamples: Bool { width > 0 && source != .history }
}
