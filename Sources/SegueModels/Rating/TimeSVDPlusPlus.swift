import SafeTensors
import SegueCore
import SegueData

/// timeSVD++ (Koren, KDD 2009): SVD++ whose biases and user vectors move with time t, in days.
///
/// r̂ = μ + b_u(t) + b_i(t) + q_i · (p_u(t) + |N(u)|^−½ Σ y_j), with dev_u(t) = sign(t − t̄_u) |t − t̄_u|^β and
/// b_u(t) = b_u + α_u dev_u(t) + b_{u,t}, b_i(t) = (b_i + b_{i,Bin(t)}) (c_u + c_{u,t}), p_u(t) = p_u + α'_u dev_u(t) + p_{u,t}.
/// t̄_u is the mean day of the user's ratings, days are whole ones since 1970, bins are of equal length from the first day to
/// the last. Fitted as ``SVDPlusPlus`` is, user by user.
///
/// A day without train ratings of the user adds nothing; a rating whose time is not known is predicted at t̄_u without a bin.
/// A user without train interactions has no days: b_u and p_u follow from the history as SVD++'s do, with c_u = 1. The paper
/// has a step and a penalty for each group of parameters; here are three: constants, those of days and bins, and slopes.
public final class TimeSVDPlusPlus: PointwiseModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Length of the vectors.
        public var factorCount = 20
        /// Passes over the ratings.
        public var iterations = 40
        /// Size of the first steps.
        public var learningRate = 0.015
        /// What is left of a step's size after an iteration.
        public var learningRateDecay = 0.97
        /// Size of the first steps of slopes.
        public var slopeLearningRate = 0.00001
        /// λ of biases.
        public var biasRegularization = 0.005
        /// λ of vectors.
        public var regularization = 0.05
        /// λ of what belongs to a day or a bin.
        public var dayRegularization = 1.0
        /// λ of slopes.
        public var slopeRegularization = 1.0
        /// Bins of an item's bias.
        public var binCount = 30
        /// β.
        public var exponent = 0.4
        /// Standard deviation of the first vectors.
        public var initialDeviation = 0.05

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 4096)
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.atLeast(1, binCount, field: "binCount", atMost: 100_000)
            for (field, value) in [
                ("learningRate", learningRate), ("learningRateDecay", learningRateDecay),
                ("initialDeviation", initialDeviation), ("exponent", exponent),
            ] { try ConfigurationCheck.positive(value, field: field) }
            for (field, value) in [
                ("biasRegularization", biasRegularization), ("regularization", regularization),
                ("dayRegularization", dayRegularization), ("slopeRegularization", slopeRegularization),
                ("slopeLearningRate", slopeLearningRate),
            ] { try ConfigurationCheck.notNegative(value, field: field) }
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var fitted: TimedFactors?

    /// Makes a model that has learned nothing.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Ratings, of users without train interactions, and times.
    public var reads: HistoryColumns { [.ratings, .times] }

    /// Learns from the ratings of the train part.
    /// - Throws: `FittingError.timesRequired` for a log without times.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        fitted = nil
        let table = try RatingTable(material, from: .allTrainInteractions, model: "TimeSVDPlusPlus")
        let columns = material.training.log.columns
        guard columns.ratings != nil, let times = columns.times else {
            throw FittingError.timesRequired(model: "TimeSVDPlusPlus", remedy: "use svd++ for ratings without times")
        }
        let days = table.users.rows.map { RatingDays.day(times[Int($0)], columns.timeUnit) }
        var factors = TimedFactors(table, days: days, configuration, &context.generator)
        var order = (1..<max(1, table.users.count)).filter { !table.users[$0].isEmpty }
        var scale: Float = 1
        for iteration in 1...configuration.iterations {
            context.generator.shuffle(&order)
            let error = factors.learn(table.users, days: days, order: order, scale: scale, configuration)
            guard error.isFinite else {
                throw FittingError.diverged(
                    model: "TimeSVDPlusPlus", iteration: iteration, remedy: "lower learningRate or slopeLearningRate")
            }
            scale *= Float(configuration.learningRateDecay)
            let part = Double(iteration) / Double(configuration.iterations)
            try context.progress(FitProgress(fraction: part, message: "iteration \(iteration), RMSE in train \(error)"))
        }
        factors.joinSums(table.users)
        fitted = factors
    }

    /// The rating at the time of the event.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let (fitted, configuration) = (try learned(), configuration)
        var users = UserLookup(
            examples, itemCount: fitted.itemCount - 1, learned: { $0 < fitted.userCount ? fitted.user($0) : nil },
            fold: { fitted.foldIn($0, configuration) })
        for (index, row) in rows.enumerated() {
            let event = examples.eventRows[row]
            let day = examples.events.times.flatMap { times in
                times.indices.contains(event) ? RatingDays.day(times[event], examples.events.timeUnit) : nil
            }
            let item = Int(examples.items[row])
            predictions[index] = fitted.predict(
                users(row), item: item > 0 && item < fitted.itemCount ? item : 0, day: day, configuration)
        }
    }

    /// All tables; the users' vectors with the sums in them.
    public func state() throws -> [String: HostTensor] { try learned().state }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        fitted = try TimedFactors(StateReader(state: state), configuration)
    }

    private func learned() throws -> TimedFactors {
        guard let fitted else { throw ModelStateError.notFitted(model: "TimeSVDPlusPlus") }
        return fitted
    }
}

extension TimeSVDPlusPlus {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "time-svd++", "timeSVD++", family: .factorization, source: "Koren 2009", isTrained: false, tasks: [.rating],
            texts: ImplicitTexts.all.merging([
                "slopeLearningRate": "Size of the first steps of slopes over time.",
                "slopeRegularization": "λ of slopes over time.",
                "dayRegularization": "λ of what belongs to a day or to a bin.",
                "binCount": "Bins of time for an item's bias.",
                "exponent": "β: how a user's drift grows with the days since their mean one.",
            ]) { $1 }
        ) { (configuration: Configuration, _, _) in try TimeSVDPlusPlus(configuration: configuration) }
    }
}
