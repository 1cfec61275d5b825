import Testing

@testable import SegueEvaluation

@Suite("Sets of examples")
struct PointwiseSetTests {
    private func problem(_ make: () throws -> PointwiseSet) -> String? {
        #expect(throws: EvaluationError.self) { _ = try make() }?.description
    }

    @Test func whatIsWrongWithARowIsNamed() {
        let set = { (users: [Int32], items: [Int32], labels: [Float], weights: [Float]?, groups: [Int32]?) in
            try PointwiseSet(
                users: users, items: items, labels: labels, weights: weights, groups: groups,
                itemTrainingCounts: [1, 1])
        }
        #expect(problem { try set([1, -3], [1, 1], [0, 0], nil, nil) }?.contains("row 1: user index -3") == true)
        #expect(
            problem { try set([1, 1], [1, 3], [0, 0], nil, nil) }?.contains("row 1: item index 3 is outside 0 … 2")
                == true)
        #expect(problem { try set([1, 1], [-1, 1], [0, 0], nil, nil) }?.contains("row 0: item index -1") == true)
        #expect(problem { try set([1, 1], [1, 1], [0, .nan], nil, nil) }?.contains("row 1: the label nan") == true)
        #expect(
            problem { try set([1, 1], [1, 1], [0, 0], [1, -1], nil) }?.contains("row 1: the weight -1.0") == true)
        #expect(
            problem { try set([1, 2], [1, 1], [0, 0], nil, [5, 5]) }?.contains("row 1: group 5 has user index 2")
                == true)
        #expect(problem { try set([1, 1], [1], [0, 0], nil, nil) }?.contains("2 users came with 1 items") == true)
        #expect(
            problem { try set([1, 1], [1, 1], [0, 0], [1], nil) }?.contains("2 users came with 1 weights") == true)
        #expect(problem { try set([1, 1], [1, 1], [0], nil, nil) }?.contains("2 users came with 1 labels") == true)
        #expect(problem { try set([1, 1], [1, 1], [0, 0], nil, []) }?.contains("2 users came with 0 groups") == true)
    }

    /// Each row of an unknown user is a unit of its own, but for those of one event.
    @Test func unknownUsersAreUnitsOfTheirOwn() throws {
        let alone = try PointwiseExamples.set(users: [0, 3, 0, 3], labels: [0, 0, 0, 0])
        #expect(alone.units.users == [0, 3, 0] && alone.units.unitOfRow == [0, 1, 2, 1])
        let grouped = try PointwiseExamples.set(
            users: [0, 0, 3, 0, 3], labels: [0, 0, 0, 0, 0], groups: [9, 9, 8, 4, 7])
        #expect(grouped.units.users == [0, 3, 0] && grouped.units.unitOfRow == [0, 0, 1, 2, 1])
        #expect(grouped.units.groupOfRow == [0, 0, 1, 2, 3] && grouped.units.unitOfGroup == [0, 1, 2, 1])
    }
}
