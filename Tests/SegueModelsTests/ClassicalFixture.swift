import Foundation
import SegueData

/// Reference values written by `Fixtures/make_classical_fixtures.py`.
struct ClassicalFixture: Decodable {
    struct History: Decodable {
        let items: [Int32]
        let times: [Int64]
    }

    struct Neighborhood: Decodable {
        let neighborCount: Int
        let shrinkage: Double
        let exponent: Double
        let support: [Int]
        /// `[items, items]`: similarity of column to row where kept, else 0.
        let kept: [[Float]]
        let query: [Int32]
        let times: [Int64]
        /// Reading of the history → `[positions, items]`, the first position having one item.
        let scores: [String: [[Float]]]
    }

    struct BPR: Decodable {
        struct After: Decodable {
            let users: [[Float]]
            let items: [[Float]]
            let bias: [Float]
            let scores: [[Float]]
        }
        let users: [[Float]]
        let items: [[Float]]
        let bias: [Float]
        let rate: Double
        let decay: [Double]
        let triples: [[Int]]
        let differences: [Float]
        let after: After
    }

    struct Sequential: Decodable {
        struct Tables: Decodable {
            let users: [[Float]]
            let items: [[Float]]
            let previous: [[Float]]
            let next: [[Float]]
        }
        struct Sample: Decodable {
            let user: Int
            let positive: Int
            let negative: Int
            let window: [Int32]

            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                user = try values.decode(Int.self)
                positive = try values.decode(Int.self)
                negative = try values.decode(Int.self)
                window = try values.decode([Int32].self)
            }
        }
        let users: [[Float]]
        let items: [[Float]]
        let previous: [[Float]]
        let next: [[Float]]
        let rate: Double
        let decay: [Double]
        let samples: [Sample]
        let differences: [Float]
        let after: Tables
        let history: [Int32]
        let scores: [[Float]]
    }

    let itemCount: Int
    let histories: [History]
    let neighborhood: [Neighborhood]
    let bpr: BPR
    let sequential: Sequential

    static func load() throws -> ClassicalFixture {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
        let data = try Data(contentsOf: folder.appendingPathComponent("classical.json"))
        return try JSONDecoder().decode(ClassicalFixture.self, from: data)
    }

    var training: TrainingSequences {
        get throws { try makeTraining(histories.map(\.items), itemCount: itemCount, times: histories.map(\.times)) }
    }
}

/// A log of the given histories, all of it training.
func makeTraining(
    _ histories: [[Int32]], itemCount: Int, times: [[Int64]]? = nil, timeUnit: TimeUnit = .seconds
) throws -> TrainingSequences {
    var offsets = [0]
    for history in histories { offsets.append((offsets.last ?? 0) + history.count) }
    let log = try InteractionLog(
        users: Vocabulary(ids: (0..<histories.count).map { "u\($0 + 1)" }),
        items: Vocabulary(ids: (0..<itemCount).map { "i\($0 + 1)" }), offsets: offsets,
        itemColumn: histories.flatMap { $0 }, timeColumn: times.map { $0.flatMap { $0 } }, timeUnit: timeUnit,
        source: DataSource(file: "test", formatName: "test"))
    return TrainingSequences(log: log)
}

/// Largest difference between two tables of the same shape; infinite when the shapes differ.
func largestDifference(_ left: [[Float]], _ right: [[Float]]) -> Float {
    guard left.count == right.count else { return .infinity }
    var largest: Float = 0
    for (leftRow, rightRow) in zip(left, right) {
        guard leftRow.count == rightRow.count else { return .infinity }
        for (one, other) in zip(leftRow, rightRow) { largest = max(largest, abs(one - other)) }
    }
    return largest
}
