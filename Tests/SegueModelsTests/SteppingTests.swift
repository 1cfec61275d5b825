import SegueCore
import SegueData
import Testing
import Torch

@testable import SegueModels

/// One more event of a transformer against reading the whole history, for every way to say where a token stands.
@Suite struct SteppingTests {
    private static func model(
        _ positions: SequenceTransformer.Positions, longest: Int = 6, layers: Int = 2
    ) throws -> SequenceTransformer {
        var configuration = SequenceTransformer.Configuration()
        (configuration.hiddenSize, configuration.maximumLength, configuration.positions) = (8, longest, positions)
        (configuration.layerCount, configuration.hasGates, configuration.initialDeviation) = (layers, true, 0.5)
        let model = try SequenceTransformer(configuration: configuration, itemCount: 9, generator: Generator(seed: 3))
        // Numbers of distances start at zero and would hide that they are read.
        for parameter in model.parameters where parameter.value.shape == [2, longest] {
            withoutGradients {
                parameter.value.copy(from: Tensor((0..<2 * longest).map { Float($0 % 5) / 3 }).reshaped([2, longest]))
            }
        }
        return model
    }

    private static func read(_ model: SequenceTransformer, _ items: [Int32]) throws -> [Float] {
        var scores: [Float] = []
        try model.score([NextItemQuery(history: items)]) { block in scores = Array(block[row: 0]) }
        return scores
    }

    private static func distance(_ one: [Float], _ other: [Float]) -> Float {
        zip(one, other).map { abs($0 - $1) }.max() ?? .infinity
    }

    @Test(arguments: [SequenceTransformer.Positions.none, .fromStart, .relative, .rotary])
    func usersOfAnyLengthSideBySide(_ positions: SequenceTransformer.Positions) throws {
        let model = try Self.model(positions)
        let stepper = try StateStepper(model)
        let histories: [[Int32]] = [[3, 1, 4, 1, 5, 9], [2, 7], [8, 2, 8]]
        // Each user alone, then the three together for one more event.
        let states = try histories.map { history in
            try history.dropLast().reduce(stepper.initialState(rows: 1)) { state, item in
                try stepper.step([item], users: [0], state: state).state
            }
        }
        let joined = try SteppingState.joining(states)
        let (found, next) = try stepper.step(
            histories.compactMap(\.last), users: [0, 0, 0], state: joined)
        let scores = try stepper.scores(found).array(Float.self)
        for (row, history) in histories.enumerated() {
            let expected = try Self.read(model, history)
            #expect(Self.distance(Array(scores[row * 9..<(row + 1) * 9]), expected) < 1e-5, "\(positions), row \(row)")
        }
        #expect(next.isExact == [true, true, true] && next.rowCount == 3)
        // 2 layers of keys and values, 3 rows of 6 cells, 8 numbers of 4 bytes.
        #expect(next.byteCount == 2 * 2 * 3 * 6 * 8 * 4)
        #expect(try next.rows([1]).byteCount == 2 * 2 * 2 * 8 * 4)
    }

    @Test func whatSlidOutIsSaid() throws {
        let model = try Self.model(.relative, longest: 3)
        let stepper = try StateStepper(model)
        var (state, scores) = (try stepper.initialState(rows: 1), [Float]())
        for (index, item) in [Int32(1), 2, 3, 4].enumerated() {
            let (found, next) = try stepper.step([item], users: [0], state: state)
            (state, scores) = (next, try stepper.scores(found).array(Float.self))
            #expect(state.isExact == [index < 3])
        }
        // The last three were read in the light of the first.
        #expect(try Self.distance(scores, Self.read(model, [1, 2, 3, 4])) > 1e-3)
        // One block looks at nothing but the items themselves: there it makes no difference.
        let shallow = try Self.model(.relative, longest: 3, layers: 1)
        let other = try StateStepper(shallow)
        var one = try other.initialState(rows: 1)
        for item in [Int32(1), 2, 3, 4] {
            let (found, next) = try other.step([item], users: [0], state: one)
            (one, scores) = (next, try other.scores(found).array(Float.self))
        }
        #expect(try Self.distance(scores, Self.read(shallow, [1, 2, 3, 4])) < 1e-5)
    }

    @Test func positionsFromTheEndCannotGoOn() throws {
        let model = try Self.model(.fromEnd)
        #expect(throws: ConfigurationError.self) { try StateStepper(model) }
    }
}
