import SafeTensors
import SegueData

/// The parameters of ``TimeSVDPlusPlus``.
struct TimedFactors: Sendable {
    /// What a prediction needs of a user: the index, 0 for one whose days are not known, and b, α, c, p, α'.
    struct User {
        let index: Int
        let values: ArraySlice<Float>
    }

    let factorCount: Int
    let binCount: Int
    let mean: Float
    let calendar: RatingDays
    /// b, α, c, then p and α': `[users + 1, 3 + 2 · factors]`.
    var users: [Float]
    /// b, c, then p, of each user's days: `[days, 2 + factors]`.
    var userDays: [Float]
    /// b and q: `[items + 1, 1 + factors]`.
    var items: [Float]
    /// `[items + 1, bins]`.
    var bins: [Float]
    /// y: `[items + 1, factors]`.
    var implicit: [Float]

    var userWidth: Int { 3 + 2 * factorCount }
    var dayWidth: Int { 2 + factorCount }
    var itemWidth: Int { 1 + factorCount }
    var userCount: Int { users.count / userWidth }
    var itemCount: Int { items.count / itemWidth }

    /// Vectors of items, y and p at random, c_u 1, all else 0.
    init(
        _ table: RatingTable, days: [Int32], _ configuration: TimeSVDPlusPlus.Configuration,
        _ generator: inout SeededGenerator
    ) {
        var settings = SVDPlusPlusConfiguration()
        settings.factorCount = configuration.factorCount
        settings.initialDeviation = configuration.initialDeviation
        let start = ImplicitFactors(table, settings, &generator)
        let count = configuration.factorCount
        factorCount = count
        binCount = configuration.binCount
        mean = start.factors.mean
        calendar = RatingDays(table.users, days: days)
        var users = [Float](repeating: 0, count: table.users.count * (3 + 2 * count))
        for user in 0..<table.users.count {
            users[user * (3 + 2 * count) + 2] = 1
            for factor in 0..<count {
                users[user * (3 + 2 * count) + 3 + factor] = start.factors.users[user * (count + 1) + 1 + factor]
            }
        }
        self.users = users
        userDays = [Float](repeating: 0, count: calendar.days.count * (2 + count))
        items = start.factors.items
        bins = [Float](repeating: 0, count: table.items.count * configuration.binCount)
        implicit = start.implicit
    }

    /// A user's row.
    func user(_ index: Int) -> User {
        User(index: index, values: users[index * userWidth..<(index + 1) * userWidth])
    }

    /// The rating on a day; nil: at t̄, in no bin.
    func predict(_ user: User, item: Int, day: Int32?, _ configuration: TimeSVDPlusPlus.Configuration) -> Float {
        user.values.withUnsafeBufferPointer { own in
            let deviation =
                user.index == 0
                ? 0 : day.map { calendar.deviation(user: user.index, day: $0, exponent: configuration.exponent) } ?? 0
            let row = user.index == 0 ? nil : day.flatMap { calendar.row(user: user.index, day: $0) }
            let onDay = row.map { $0 * dayWidth }
            let bin = day.map { bins[item * binCount + calendar.bin($0, of: binCount)] } ?? 0
            let start = item * itemWidth
            var value = mean + own[0] + own[1] * deviation + (onDay.map { userDays[$0] } ?? 0)
            value += (items[start] + bin) * (own[2] + (onDay.map { userDays[$0 + 1] } ?? 0))
            for factor in 0..<factorCount {
                let vector =
                    own[3 + factor] + own[3 + factorCount + factor] * deviation
                    + (onDay.map { userDays[$0 + 2 + factor] } ?? 0)
                value += items[start + 1 + factor] * vector
            }
            return value
        }
    }

    /// A user of this history, by what SVD++ makes of it.
    func foldIn(_ history: RatedHistory, _ configuration: TimeSVDPlusPlus.Configuration) -> User {
        var settings = SVDPlusPlusConfiguration()
        settings.factorCount = factorCount
        settings.biasRegularization = configuration.biasRegularization
        settings.regularization = configuration.regularization
        let still = ImplicitFactors(
            factors: BiasedFactors(
                mean: mean, users: [Float](repeating: 0, count: itemWidth), items: items, width: itemWidth),
            implicit: implicit)
        let vector = still.foldIn(history, settings)
        let none = [Float](repeating: 0, count: factorCount)
        return User(index: 0, values: ([vector[0], 0, 1] + vector.dropFirst() + none)[...])
    }

    /// Mean, calendar and all tables.
    var state: [String: HostTensor] {
        func rows(_ table: [Float], _ width: Int) -> HostTensor {
            HostTensor(shape: [table.count / width, width], values: table)
        }
        return calendar.state.merging([
            "mean": HostTensor([mean]), "users": rows(users, userWidth), "userDays": rows(userDays, dayWidth),
            "items": rows(items, itemWidth), "bins": rows(bins, binCount), "implicit": rows(implicit, factorCount),
        ]) { $1 }
    }

    /// Reads the arrays back.
    init(_ reader: StateReader, _ configuration: TimeSVDPlusPlus.Configuration) throws {
        let count = configuration.factorCount
        factorCount = count
        binCount = configuration.binCount
        mean = try reader.floats("mean", shape: [1]).values[0]
        let users = try reader.floats("users", shape: [nil, 3 + 2 * count])
        let items = try reader.floats("items", shape: [nil, 1 + count])
        guard users.shape[0] > 0, items.shape[0] > 0 else {
            throw ModelStateError.value(name: "users", problem: "lacks the row of the unknown user or item")
        }
        (self.users, self.items) = (users.values, items.values)
        calendar = try RatingDays(reader, userCount: users.shape[0])
        userDays = try reader.floats("userDays", shape: [calendar.days.count, 2 + count]).values
        bins = try reader.floats("bins", shape: [items.shape[0], configuration.binCount]).values
        implicit = try reader.floats("implicit", shape: [items.shape[0], count]).values
    }
}
