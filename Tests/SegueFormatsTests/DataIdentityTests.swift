import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// What is recorded of the way in which a file was understood, and when two sources are the same data.
@Suite struct DataIdentityTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func theSameContentCompressedIsTheSameData() throws {
        // printf '1::2::3::4\n1::3::5::2\n' | gzip -n | base64
        let packed = try #require(Data(base64Encoded: "H4sIAAAAAAAAAzO0sjKysjK2sjLhMgTTpkABLgAIH2p/FgAAAA=="))
        let plain = try Dataset.load(folder.file("ratings.dat", "1::2::3::4\n1::3::5::2\n")).log.source
        let unpacked = try Dataset.load(folder.file("again.dat.gz", packed)).log.source
        // printf '1::2::3::4\n1::3::5::2\n' | sha256sum
        #expect(plain.sha256 == "a811352da531c16bde8d82b84e91b59b9f10900407edb09a4af44cc6d6c58494")
        #expect(unpacked.sha256 == plain.sha256)
        #expect(unpacked.differences(from: plain) == [])
    }

    @Test func rolesAndColumnsAreRecorded() throws {
        let path = try folder.file("two.csv", "a,b,t1,t2\nu,i,1,2\n")
        let first = try Dataset.load(
            path, options: ReadOptions(columns: ColumnMapping(parsing: "user=a,item=b,time=t1")))
        let interpretation = try #require(first.log.source.interpretation)
        #expect(interpretation.columns.map { "\($0.role)=\($0.name)" } == ["user=a", "item=b", "time=t1"])
        #expect(interpretation.delimiter == ",")
        #expect(interpretation.hasHeader)
        #expect(interpretation.times == "s")
        let other = try Dataset.load(
            path, options: ReadOptions(columns: ColumnMapping(parsing: "user=b,item=a,time=t2")))
        #expect(
            other.log.source.differences(from: first.log.source) == [
                "column of user: b instead of a", "column of item: a instead of b", "column of time: t2 instead of t1",
            ])
    }

    @Test func aSourceOfAnOlderVersionIsDecoded() throws {
        let json = """
            {"file": "x.csv", "formatName": "csv", "sha256": "00", "rowsRead": 1, "rowsSkipped": 0,
             "skippedMessages": [], "notes": []}
            """
        let source = try JSONDecoder().decode(DataSource.self, from: Data(json.utf8))
        #expect(source.interpretation == nil)
        var newer = source
        newer.interpretation = DataInterpretation(columns: [.init(role: "user", name: "a")])
        #expect(newer.differences(from: source) == [])
        newer.rowsSkipped = 2
        #expect(newer.differences(from: source) == ["malformed rows left out: 2 instead of 0"])
    }
}
