import SegueData
import Testing

@testable import SegueBundle

/// Data is what is read, not the file: other columns are other data, another packing is the same.
@Suite struct DataIdentityTests {
    private func log(
        times: [Int64]? = [1, 2, 1, 2], items: [Int32] = [1, 2, 2, 1], source: DataSource? = nil
    ) throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: ["a", "b"]), items: Vocabulary(ids: ["x", "y"]), offsets: [0, 2, 4],
            itemColumn: items,
            timeColumn: times,
            source: source ?? DataSource(file: "f.csv", formatName: "csv", sha256: "11", rowsRead: 4))
    }

    private func provenance(_ log: InteractionLog, hasDigest: Bool = true) throws -> Provenance {
        Provenance(
            data: log.source, logDigest: hasDigest ? LogDigest(of: log) : nil,
            split: try SplitStrategy.withinSequence().split(log).description, seed: 1, torchVersion: nil, device: "cpu",
            threads: 1, seconds: 0)
    }

    @Test func thePackingIsNoDifference() throws {
        let packed = DataSource(file: "f.csv.gz", formatName: "csv", sha256: "22", rowsRead: 4)
        let trained = try provenance(log())
        #expect(try DataIdentity(of: log(), comparedWith: trained) == .same)
        #expect(try DataIdentity(of: log(source: packed), comparedWith: trained) == .same)
        let old = try provenance(log(), hasDigest: false)
        #expect(try DataIdentity(of: log(), comparedWith: old) == .same)
        #expect(
            try DataIdentity(of: log(source: packed), comparedWith: old) == .otherData(["SHA-256: 22 instead of 11"]))
    }

    @Test func otherColumnsAreNamed() throws {
        let trained = try provenance(log())
        guard case .readDifferently(let times) = try DataIdentity(of: log(times: [1, 2, 3, 4]), comparedWith: trained),
            case .readDifferently(let none) = try DataIdentity(of: log(times: nil), comparedWith: trained),
            case .readDifferently(let items) = try DataIdentity(of: log(items: [1, 1, 1, 2]), comparedWith: trained)
        else {
            Issue.record("taken for the same or for other data")
            return
        }
        #expect(times.count == 1 && times[0].hasPrefix("times: values of digest "))
        #expect(none.count == 1 && none[0].hasPrefix("times: none instead of values of digest "))
        #expect(items.count == 1 && items[0].hasPrefix("items: "))
    }

    @Test func formatAndBadRowsAreNamedWithBothValues() throws {
        let trained = try provenance(log())
        let source = DataSource(file: "f.csv", formatName: "tsv", sha256: "11", rowsRead: 4, rowsSkipped: 3)
        #expect(
            try DataIdentity(of: log(source: source), comparedWith: trained)
                == .readDifferently(["format: tsv instead of csv", "malformed rows left out: 3 instead of 0"]))
    }

    @Test func otherDataIsCalledSo() throws {
        let source = DataSource(file: "g.csv", formatName: "csv", sha256: "33", rowsRead: 4)
        #expect(
            try DataIdentity(of: log(items: [1, 1, 1, 2], source: source), comparedWith: provenance(log()))
                == .otherData(["SHA-256: 33 instead of 11"]))
    }
}
