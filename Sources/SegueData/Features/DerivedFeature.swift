/// A field that stands in no column: it is computed from the moment of an example and what happened before it.
///
/// Logarithms are those to the base 2, rounded down, so that 0 stays apart and large numbers share a value. All counts are of
/// events strictly before the second asked about: two events of one second do not see each other.
public enum DerivedFeature: String, Codable, Sendable, CaseIterable {
    /// Hour of the day, 24 values.
    case hour
    /// Day of the week, Monday first, 7 values.
    case weekday
    /// Seconds s since the user's last event: none, or 1 + min(20, ⌊log₂(1 + s)⌋), 22 values.
    case gap
    /// Events n of the user so far: min(12, ⌊log₂(1 + n)⌋), 13 values.
    case userCount = "user-count"
    /// Events n of the user so far with the category of the item asked about: min(8, ⌊log₂(1 + n)⌋), 9 values.
    case userCategoryCount = "user-category-count"
    /// Seconds s since the user's last event with the category of the item asked about: none, or
    /// 1 + min(20, ⌊log₂(1 + s)⌋), 22 values.
    case userCategoryGap = "user-category-gap"
    /// Events n of the user since the last one with the category of the item asked about: none, or
    /// 1 + min(13, ⌊log₂(1 + n)⌋), 15 values.
    case userCategoryLag = "user-category-lag"
    /// Events n of all users so far with the category of the item asked about: min(14, ⌊log₂(1 + n)⌋), 15 values.
    case categoryCount = "category-count"
    /// Users n of the train part that have the item: unknown without any, else min(24, ⌊2 log₂(1 + n)⌋ − 1), 24 values from 1.
    ///
    /// An example that is learned from leaves its own user out, and where no other has the item of the event, the value is
    /// unknown for all items asked about at that event: none of them could be told from those that train does not have, which
    /// protocols leave out. So the value means the same in what is learned from and in what comes later.
    case itemUsers = "item-users"
    /// Kind of interaction of each event of the history.
    case historyBehavior = "history-behavior"
    /// Seconds s from each event of the history to the moment asked about: 1 + min(20, ⌊log₂(1 + s)⌋), 22 values.
    case historyGap = "history-gap"

    /// Where the value belongs: to the moment of the example, or to each event of its history.
    var source: FeatureField.Source {
        switch self {
        case .historyBehavior, .historyGap: .history
        default: .context
        }
    }

    /// Whether it also describes an event of the history, by the event's own time and the same values.
    var describesEvents: Bool { self == .hour || self == .weekday || source == .history }

    /// Whether it counts events of a category.
    var countsCategories: Bool {
        [.userCategoryCount, .userCategoryGap, .userCategoryLag, .categoryCount].contains(self)
    }

    /// Whether times are needed.
    var needsTimes: Bool {
        ![.historyBehavior, .userCount, .userCategoryCount, .userCategoryLag, .itemUsers].contains(self)
    }

    /// Number of values; nil where the data decides.
    var valueCount: Int? {
        switch self {
        case .hour: 24
        case .weekday: 7
        case .gap, .historyGap, .userCategoryGap: 22
        case .userCount: 13
        case .userCategoryCount: 9
        case .categoryCount, .userCategoryLag: 15
        case .itemUsers: 24
        case .historyBehavior: nil
        }
    }

    /// Whether a field of a schema can hold the values, whose names are given where the data decides.
    public func fits(_ field: FeatureField, names: [String]) -> Bool {
        field.source == source && field.kind == .category(count: valueCount ?? names.count)
    }

    private static let day: Int64 = 86_400

    /// Hour or weekday of a second since 1970, from 1.
    static func hour(of second: Int64) -> Int32 {
        1 + Int32(truncatingIfNeeded: remainder(second, day) / 3600)
    }

    /// Day of the week, from 1: Monday. 1970 began on a Thursday.
    static func weekday(of second: Int64) -> Int32 {
        let days = (second - remainder(second, day)) / day
        return 1 + Int32(truncatingIfNeeded: remainder(days + 3, 7))
    }

    /// The value of a gap, from 1; that of none is 1.
    static func gap(_ seconds: Int64?) -> Int32 {
        guard let seconds else { return 1 }
        return 2 + bucket(seconds, atMost: 20)
    }

    /// min(most, ⌊log₂(1 + n)⌋).
    static func bucket(_ count: Int64, atMost most: Int32) -> Int32 {
        let above = max(1, 1 + min(max(0, count), Int64.max - 1))
        return min(most, Int32(truncatingIfNeeded: 63 - above.leadingZeroBitCount))
    }

    /// The value of a number of users, from 1; 0 of none.
    static func users(_ count: Int32) -> Int32 {
        let above = 1 + Int64(max(0, count))
        return bucket(above * above - 1, atMost: 25) - (count > 0 ? 1 : 0)
    }

    /// The remainder that is not negative.
    private static func remainder(_ number: Int64, _ divisor: Int64) -> Int64 {
        let rest = number % divisor
        return rest < 0 ? rest + divisor : rest
    }
}

extension InteractionColumns {
    /// The whole second of a row's time, since 1970; nil without times or for a row that does not exist.
    func second(ofRow row: Int) -> Int64? {
        guard let times, times.indices.contains(row) else { return nil }
        return Instant(times[row], timeUnit).seconds
    }
}
