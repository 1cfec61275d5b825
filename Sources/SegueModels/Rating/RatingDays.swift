import Foundation
import SafeTensors
import SegueData

/// The days on which each user rated, and the span of all.
struct RatingDays: Sendable {
    /// The days of user u are `days[offsets[u]..<offsets[u + 1]]`, rising; user 0 has none.
    let offsets: [Int]
    let days: [Int32]
    /// t̄ of each user.
    let means: [Float]
    /// The first day of all and the last.
    let first: Int32
    let last: Int32

    /// The whole days since 1970 of a time.
    static func day(_ time: Int64, _ unit: TimeUnit) -> Int32 {
        let perDay = 86_400 * unit.perSecond
        let (quotient, remainder) = time.quotientAndRemainder(dividingBy: perDay)
        return Int32(clamping: remainder < 0 ? quotient - 1 : quotient)
    }

    /// Collects the days of ratings, given in the order of `side`.
    init(_ side: RatingTable.Side, days given: [Int32]) {
        var (offsets, days, means) = ([0, 0], [Int32](), [Float(0)])
        for user in 1..<max(1, side.count) {
            let own = given[side[user]]
            days += Set(own).sorted()
            offsets.append(days.count)
            means.append(Float(own.reduce(0) { $0 + Double($1) } / Double(max(1, own.count))))
        }
        self.offsets = offsets
        self.days = days
        self.means = means
        first = given.min() ?? 0
        last = given.max() ?? 0
    }

    /// The row of a user's day; nil for a day without ratings.
    func row(user: Int, day: Int32) -> Int? {
        var (low, high) = (offsets[user], offsets[user + 1])
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low < offsets[user + 1] && days[low] == day ? low : nil
    }

    /// sign(t − t̄) |t − t̄|^β.
    func deviation(user: Int, day: Int32, exponent: Double) -> Float {
        let difference = Double(day) - Double(means[user])
        let size = pow(abs(difference), exponent)
        return Float(difference < 0 ? -size : size)
    }

    /// The bin of a day, of so many; days outside belong to the nearest one.
    func bin(_ day: Int32, of count: Int) -> Int {
        let span = max(1, Double(last) - Double(first) + 1)
        return min(count - 1, max(0, Int((Double(day) - Double(first)) / span * Double(count))))
    }

    /// As arrays.
    var state: [String: HostTensor] {
        [
            "dayOffsets": HostTensor(shape: [offsets.count], values: offsets.map { Int64($0) }),
            "days": HostTensor(shape: [days.count], values: days),
            "meanDays": HostTensor(shape: [means.count], values: means),
            "span": HostTensor(shape: [2], values: [first, last]),
        ]
    }

    /// Reads the arrays back.
    init(_ reader: StateReader, userCount: Int) throws {
        means = try reader.floats("meanDays", shape: [userCount]).values
        days = try reader.integers("days", shape: [nil])
        offsets = try reader.longIntegers("dayOffsets", shape: [userCount + 1]).map { Int(clamping: $0) }
        let span = try reader.integers("span", shape: [2])
        (first, last) = (span[0], span[1])
        guard offsets.first == 0, offsets.last == days.count, zip(offsets, offsets.dropFirst()).allSatisfy(<=) else {
            throw ModelStateError.value(name: "dayOffsets", problem: "must rise from 0 to the number of days")
        }
    }
}
