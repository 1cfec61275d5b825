import SegueData
import SegueTesting
import Testing

@testable import SegueModels

@Suite("Popularity models")
struct PopularityTests {
    private func scores(_ model: any NextItemModel & Fittable, _ training: TrainingSequences) throws -> [Float] {
        var generator = SeededGenerator(seed: 1)
        try model.fit(training, generator: &generator) { _ in }
        return try ScoreTable(model, [NextItemQuery(user: 0, history: [])]).rows[0][0]
    }

    @Test("counts interactions, or distinct users, of the training part alone")
    func counts() throws {
        let whole = try makeTraining([[1, 1, 2, 3], [1, 3, 3, 2], [4]], itemCount: 5)
        let training = TrainingSequences(log: whole.log, ends: [3, 6, 8])
        #expect(try scores(Popularity(), training) == [3, 1, 1, 0, 0])
        var configuration = Popularity.Configuration()
        configuration.countsDistinctUsers = true
        #expect(try scores(Popularity(configuration: configuration), training) == [2, 1, 1, 0, 0])
    }

    @Test("halves the weight every half-life, in days or in the user's own interactions")
    func halfLife() throws {
        let day: Int64 = 86_400
        let training = try makeTraining(
            [[1, 2, 2], [3, 1]], itemCount: 4, times: [[0, 20 * day, 40 * day], [10 * day, 30 * day]])
        var configuration = RecentPopularity.Configuration()
        configuration.span = 10
        // Ages 40, 20, 0 and 30, 10 days.
        let byDays = try scores(RecentPopularity(configuration: configuration), training)
        let expectedByDays: [Float] = [0.5625, 1.25, 0.125, 0]
        #expect(byDays == expectedByDays)
        let inMilliseconds = try makeTraining(
            [[1, 2, 2], [3, 1]], itemCount: 4,
            times: [[0, 20_000 * day, 40_000 * day], [10_000 * day, 30_000 * day]], timeUnit: .milliseconds)
        #expect(try scores(RecentPopularity(configuration: configuration), inMilliseconds) == expectedByDays)
        configuration.unit = .interactions
        configuration.span = 1
        let bySteps = try scores(RecentPopularity(configuration: configuration), training)
        let expectedBySteps: [Float] = [1.25, 1.5, 0.5, 0]
        #expect(bySteps == expectedBySteps)
        configuration.weighting = .window
        let window = try scores(RecentPopularity(configuration: configuration), training)
        #expect(window == [1, 1, 0, 0])
    }

    @Test("asks for times when ages are in days")
    func timesMissing() throws {
        let training = try makeTraining([[1, 2]], itemCount: 2)
        #expect(throws: FittingError.self) { try scores(RecentPopularity(), training) }
    }
}
