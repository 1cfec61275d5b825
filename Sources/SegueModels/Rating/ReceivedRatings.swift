import SafeTensors
import SegueData

/// The ratings that each item received in the train part, in order of time.
struct ReceivedRatings: Sendable {
    /// The ratings of item i, from 0, the unknown one, are `offsets[i]..<offsets[i + 1]`.
    let offsets: [Int]
    /// Who gave them.
    let users: [Int32]
    /// The ratings.
    let ratings: [Float]
    /// The buckets that they fall into, rising for each item.
    let buckets: [Int32]
    /// The first bucket of all and the last.
    let first: Int32
    let last: Int32

    /// None.
    init(itemCount: Int) {
        offsets = [Int](repeating: 0, count: itemCount + 2)
        (users, ratings, buckets) = ([], [], [])
        (first, last) = (0, 0)
    }

    /// The train part's; of one bucket in the order of users.
    /// - Throws: ``FittingError`` where the log has no times or no ratings.
    init(_ training: TrainingSequences, bucketDays: Int) throws {
        guard let values = training.log.ratingColumn, training.interactionCount > 0 else {
            throw FittingError.noInteractions(model: "RRN")
        }
        guard let times = training.log.timeColumn else {
            throw FittingError.timesRequired(model: "RRN", remedy: "use svd++, which reads ratings without their times")
        }
        let unit = training.log.timeUnit
        var rows: [(user: Int32, row: Int, bucket: Int32)] = []
        rows.reserveCapacity(training.interactionCount)
        for user in training.userIndices {
            for row in training.rows(ofUser: user) {
                rows.append((user, row, Self.bucket(times[row], unit, days: bucketDays)))
            }
        }
        let items = training.log.itemColumn
        rows.sort { (items[$0.row], $0.bucket, $0.row) < (items[$1.row], $1.bucket, $1.row) }
        var offsets = [Int](repeating: 0, count: training.itemCount + 2)
        for row in rows { offsets[Int(items[row.row]) + 1] += 1 }
        for index in 1..<offsets.count { offsets[index] += offsets[index - 1] }
        self.offsets = offsets
        users = rows.map(\.user)
        ratings = rows.map { values[$0.row] }
        buckets = rows.map(\.bucket)
        first = buckets.min() ?? 0
        last = buckets.max() ?? 0
    }

    /// The bucket of a time, counted from 1970.
    static func bucket(_ time: Int64, _ unit: TimeUnit, days: Int) -> Int32 {
        let day = Int(RatingDays.day(time, unit))
        return Int32(clamping: day >= 0 ? day / days : (day + 1) / days - 1)
    }

    /// The ratings that an item received before a bucket, the last ones; 0 for all.
    func before(_ bucket: Int32, item: Int, maximumLength: Int) -> Range<Int> {
        let own = offsets[item]..<offsets[item + 1]
        var (low, high) = (own.lowerBound, own.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle] < bucket { low = middle + 1 } else { high = middle }
        }
        return (maximumLength > 0 ? max(own.lowerBound, low - maximumLength) : own.lowerBound)..<low
    }

    /// What its arrays are called in a model's state.
    static let prefix = "received."

    /// As arrays.
    var state: [String: HostTensor] {
        [
            "received.offsets": HostTensor(shape: [offsets.count], values: offsets.map { Int64($0) }),
            "received.users": HostTensor(shape: [users.count], values: users),
            "received.ratings": HostTensor(shape: [ratings.count], values: ratings),
            "received.buckets": HostTensor(shape: [buckets.count], values: buckets),
            "received.span": HostTensor(shape: [2], values: [first, last]),
        ]
    }

    /// Reads the arrays back.
    init(_ reader: StateReader, itemCount: Int) throws {
        users = try reader.integers("received.users", shape: [nil])
        ratings = try reader.floats("received.ratings", shape: [users.count]).values
        buckets = try reader.integers("received.buckets", shape: [users.count])
        offsets = try reader.longIntegers("received.offsets", shape: [itemCount + 2]).map { Int(clamping: $0) }
        let span = try reader.integers("received.span", shape: [2])
        (first, last) = (span[0], span[1])
        guard offsets.first == 0, offsets.last == users.count, zip(offsets, offsets.dropFirst()).allSatisfy(<=) else {
            throw ModelStateError.value(name: "received.offsets", problem: "must rise from 0 to the number of ratings")
        }
    }
}
