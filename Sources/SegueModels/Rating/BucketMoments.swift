import SegueData
import Torch

/// The moments that examples ask about, and what was rated before them, in buckets of time.
struct BucketMoments {
    private let examples: ExampleSet
    private let days: Int
    private let ratings: ReceivedRatings

    /// The moments of a set of examples.
    /// - Parameters:
    ///   - examples: The examples.
    ///   - bucketDays: Days of a bucket.
    ///   - received: What items received in train, which knows its first and last bucket.
    init(_ examples: ExampleSet, bucketDays: Int, received: ReceivedRatings) {
        self.examples = examples
        days = bucketDays
        ratings = received
    }

    private var yearsPerBucket: Float { Float(days) / 365.25 }

    /// The bucket of a row of columns; nil where there is no time.
    private func bucket(_ columns: InteractionColumns, _ row: Int) -> Int32? {
        guard let times = columns.times, times.indices.contains(row) else { return nil }
        return ReceivedRatings.bucket(times[row], columns.timeUnit, days: days)
    }

    /// The bucket of an example's event, or else of the history's last rating, or else train's last.
    private func moment(_ example: Int) -> Int32 {
        let history = examples.historyStarts[example]..<examples.historyEnds[example]
        let latest = history.last.flatMap { bucket(examples.columns, $0) }
        return bucket(examples.events, examples.eventRows[example]) ?? latest ?? ratings.last
    }

    /// Ratings of one bucket after another, and the moment behind them.
    private func steps(_ rows: Range<Int>, moment: Int32, bucket: (Int) -> Int32) -> [BucketSequences.Step] {
        var steps: [BucketSequences.Step] = []
        var start = rows.lowerBound
        while start < rows.upperBound {
            let own = bucket(start)
            var end = start + 1
            while end < rows.upperBound, bucket(end) == own { end += 1 }
            steps.append(BucketSequences.Step(ratings: start..<end, bucket: own &- ratings.first))
            start = end
        }
        steps.append(
            BucketSequences.Step(ratings: rows.upperBound..<rows.upperBound, bucket: moment &- ratings.first))
        return steps
    }

    /// What the users of a batch rated before, each history and moment once.
    func given(_ batch: ExampleBatch, maximumLength: Int, itemCount: Int, _ largest: Float) -> BucketSequences {
        pack(batch) { row, moment in
            var range = examples.historyStarts[row]..<examples.historyEnds[row]
            if maximumLength > 0 { range = range.suffix(maximumLength) }
            return (range.isEmpty ? 0..<0 : range, { bucket(examples.columns, $0) ?? moment })
        } rating: { row in
            let item = examples.columns.items[row]
            let isKnown = item >= 1 && Int(item) <= itemCount
            return (isKnown ? item : 0, (examples.columns.ratings?[row] ?? .nan) / largest)
        }
    }

    /// What the items of a batch received before, each item and moment once.
    func received(
        _ batch: ExampleBatch, maximumLength: Int, itemCount: Int, userCount: Int, _ largest: Float
    ) -> BucketSequences {
        pack(batch) { row, moment in
            let item = examples.items[row]
            let known = item >= 1 && Int(item) <= itemCount ? Int(item) : 0
            let range = ratings.before(moment, item: known, maximumLength: maximumLength)
            return (range.isEmpty ? 0..<0 : range, { ratings.buckets[$0] })
        } rating: { position in
            let user = ratings.users[position]
            return (user >= 1 && Int(user) <= userCount ? user : 0, ratings.ratings[position] / largest)
        }
    }

    private struct Key: Hashable {
        let range: Range<Int>
        let moment: Int32
    }

    private func pack(
        _ batch: ExampleBatch, rows: (_ example: Int, _ moment: Int32) -> (Range<Int>, bucket: (Int) -> Int32),
        rating: (Int) -> (other: Int32, share: Float)
    ) -> BucketSequences {
        var known: [Key: Int] = [:]
        var sequences: [[BucketSequences.Step]] = []
        let ids = batch.rows.map { example in
            let moment = moment(example)
            let (range, bucket) = rows(example, moment)
            let key = Key(range: range, moment: moment)
            if let id = known[key] { return id }
            known[key] = sequences.count
            sequences.append(steps(range, moment: moment, bucket: bucket))
            return sequences.count - 1
        }
        return BucketSequences(
            sequences, sequenceOfExample: ids, yearsPerBucket: yearsPerBucket, device: batch.device, rating: rating)
    }
}
