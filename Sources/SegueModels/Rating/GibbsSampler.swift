import SegueCore
import SegueData
import Torch

/// The chain of Bayesian matrix factorization: in turn the prior and the vectors of users, those of items, and the precision of
/// ratings. Rows are `[bias, factors]`; row 0 is that of the unknown user or item.
struct GibbsSampler {
    private let table: RatingTable
    private let width: Int
    private var generator: SeededGenerator
    private var users: [Double]
    private var items: [Double]
    private(set) var userPrior: VectorPrior
    private(set) var itemPrior: VectorPrior
    /// α.
    private(set) var ratingPrecision = 2.0
    /// Root mean squared error of the latest draw on what it learned from.
    private(set) var trainError = 0.0

    /// Weight of the prior mean, β₀ of the paper.
    private static let meanScale = 2.0

    /// Starts at biases of 0 and small factors.
    init(_ table: RatingTable, width: Int, generator: SeededGenerator) {
        self.table = table
        self.width = width
        self.generator = generator
        func start(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
            (0..<count * width).map { $0 % width == 0 ? 0 : 0.1 * generator.normal() }
        }
        users = start(table.users.count, &self.generator)
        items = start(table.items.count, &self.generator)
        var identity = SmallMatrix(width: width)
        for unit in 0..<width { identity[unit, unit] = 1 }
        userPrior = VectorPrior(mean: [Double](repeating: 0, count: width), precision: identity)
        itemPrior = userPrior
    }

    /// One turn of the chain.
    /// - Returns: What predicts by this draw: the items before the turn, and the users' means given them.
    /// - Throws: `FittingError.diverged`.
    mutating func turn(_ number: Int) throws -> PosteriorDraw {
        userPrior = try prior(users, table.users, number)
        let before = (items: items, prior: itemPrior, precision: ratingPrecision)
        let means = Self.sweep(
            table.users, userPrior, target(), seed: generator.next(), against: items, &users)
        itemPrior = try prior(items, table.items, number)
        _ = Self.sweep(table.items, itemPrior, target(), seed: generator.next(), against: users, &items)
        drawPrecision()
        return PosteriorDraw(
            items: Self.present(before.items, table.items, otherwise: before.prior.mean),
            users: Self.present(means, table.users, otherwise: userPrior.mean), userPrior: userPrior,
            ratingPrecision: before.precision)
    }

    private mutating func prior(_ rows: [Double], _ side: RatingTable.Side, _ turn: Int) throws -> VectorPrior {
        let posterior = VectorPrior.posterior(rows, width: width, meanScale: Self.meanScale) {
            $0 > 0 && !side[$0].isEmpty
        }
        guard let prior = posterior.draw(&generator) else {
            throw FittingError.diverged(model: "BayesianMF", iteration: turn, remedy: "lower factorCount")
        }
        return prior
    }

    /// What ratings are to explain, and how precise they are.
    private func target() -> (mean: Double, precision: Double) { (table.mean, ratingPrecision) }

    /// Draws all rows of one side; which thread draws which changes nothing.
    /// - Returns: The means that the rows were drawn around.
    private static func sweep(
        _ side: RatingTable.Side, _ prior: VectorPrior, _ target: (mean: Double, precision: Double), seed: UInt64,
        against others: [Double], _ rows: inout [Double]
    ) -> [Double] {
        let (width, pull) = (prior.mean.count, prior.pull)
        var means = rows
        others.withUnsafeBufferPointer { otherBuffer in
            rows.withUnsafeMutableBufferPointer { rowBuffer in
                means.withUnsafeMutableBufferPointer { meanBuffer in
                    guard let other = otherBuffer.baseAddress, let row = rowBuffer.baseAddress,
                        let mean = meanBuffer.baseAddress
                    else { return }
                    nonisolated(unsafe) let (others, rows, means) = (other, row, mean)
                    Parallel.parts(of: side.count, threads: TorchRuntime.threadCount) { part in
                        let conditional = VectorConditional(width: width)
                        for index in part where index > 0 && !side[index].isEmpty {
                            conditional.reset(prior.precision.values, pull: pull)
                            for rating in side[index] {
                                conditional.add(
                                    others + Int(side.others[rating]) * width,
                                    target: Double(side.ratings[rating]) - target.mean, precision: target.precision)
                            }
                            conditional.solve()
                            (means + index * width).update(from: conditional.mean, count: width)
                            var noise = SeededGenerator(seed: seed &+ UInt64(index))
                            let row = rows + index * width
                            for unit in 0..<width { row[unit] = noise.normal() }
                            conditional.color(row)
                            for unit in 0..<width { row[unit] += conditional.mean[unit] }
                        }
                    }
                }
            }
        }
        return means
    }

    /// α ~ Γ(1 + n ∕ 2, 1 + Σ e² ∕ 2).
    private mutating func drawPrecision() {
        var squares = 0.0
        for user in 1..<table.users.count {
            for rating in table.users[user] {
                let item = Int(table.users.others[rating]) * width
                var error = Double(table.users.ratings[rating]) - table.mean - users[user * width] - items[item]
                for unit in 1..<width { error -= users[user * width + unit] * items[item + unit] }
                squares += error * error
            }
        }
        let count = Double(table.count)
        trainError = (squares / count).squareRoot()
        ratingPrecision = generator.gamma(shape: 1 + count / 2) / (1 + squares / 2)
    }

    /// Rows in single precision; those that nothing was learned for are the prior's mean.
    private static func present(_ rows: [Double], _ side: RatingTable.Side, otherwise mean: [Double]) -> [Float] {
        var result = rows.map { Float($0) }
        for index in 0..<side.count where index == 0 || side[index].isEmpty {
            for (unit, value) in mean.enumerated() { result[index * mean.count + unit] = Float(value) }
        }
        return result
    }
}

/// What one draw of the chain predicts by.
struct PosteriorDraw: Sendable {
    /// `[items + 1, width]`.
    var items: [Float]
    /// `[users + 1, width]` means of the users given the items.
    var users: [Float]
    /// Where a user comes from of whom a history is all that is known.
    var userPrior: VectorPrior
    /// α.
    var ratingPrecision: Double
}
