import SafeTensors
import SegueData
import Testing

@testable import SegueBundle

@Suite struct UserHistoriesTests {
    private func log(_ unit: TimeUnit) throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: ["u"]), items: Vocabulary(ids: ["a", "b"]), offsets: [0, 2], itemColumn: [2, 1],
            timeColumn: [1500, 2500], timeUnit: unit, source: DataSource(file: "t", formatName: "t"))
    }

    @Test("the unit of times is kept", arguments: TimeUnit.allCases)
    func unit(unit: TimeUnit) throws {
        let histories = UserHistories(try log(unit))
        let again = try UserHistories(histories.tensors, file: "t", userCount: 1, itemCount: 2)
        #expect(again == histories)
        #expect(again.query(ofUser: 1).timeUnit == unit)
        #expect(again.query(ofUser: 1).times.map(Array.init) == [1500, 2500])
    }

    @Test("histories of older versions are in seconds; an unknown unit is refused")
    func otherVersions() throws {
        var tensors = UserHistories(try log(.milliseconds)).tensors
        tensors["timeUnit"] = nil
        #expect(try UserHistories(tensors, file: "t", userCount: 1, itemCount: 2).timeUnit == .seconds)
        for wrong: [Int64] in [[7], [], [1, 1000], [-1]] {
            tensors["timeUnit"] = HostTensor(wrong)
            #expect(throws: ModelBundleError.self) {
                try UserHistories(tensors, file: "t", userCount: 1, itemCount: 2)
            }
        }
    }
}
