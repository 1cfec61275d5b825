import Foundation
import SegueData

/// Writes a log of any size to a file, for measurements at scale: seeded, in constant memory.
///
/// Items follow Zipf's law over a random order of their numbers, users are equally active, and time moves on by one
/// to sixty seconds an event. The same settings give the same bytes on every platform.
public struct LargeLog: Codable, Equatable, Sendable {
    /// How the rows are laid out.
    public enum Format: String, Codable, CaseIterable, Sendable {
        /// `user::item::rating::time`, as `ratings.dat` of MovieLens 1M and 10M.
        case movieLens = "movielens"
        /// `user,item,rating,time` with a header, as `ratings.csv` of later MovieLens sets.
        case commaSeparated = "csv"
        /// `user item` separated by a space, no times, as the SASRec papers use.
        case sasrec
    }

    /// In which order the rows come.
    public enum Order: String, Codable, CaseIterable, Sendable {
        /// One user after the other, each in order of time.
        case byUser = "by-user"
        /// All users mixed, in order of time.
        case byTime = "by-time"
    }

    /// The number of rows.
    public var interactions: Int
    /// The number of users, named 1, 2, ….
    public var users: Int
    /// The number of items, named 1, 2, ….
    public var items: Int
    /// The exponent of Zipf's law; 0 makes all items equally popular.
    public var exponent: Double
    /// The order of rows.
    public var order: Order
    /// Chooses the numbers.
    public var seed: UInt64

    /// A log of the given size.
    public init(
        interactions: Int, users: Int, items: Int, exponent: Double = 1, order: Order = .byUser, seed: UInt64 = 1
    ) {
        self.interactions = interactions
        self.users = users
        self.items = items
        self.exponent = exponent
        self.order = order
        self.seed = seed
    }

    /// Checks the sizes.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    public func validate() throws {
        for (parameter, value, least) in [("interactions", interactions, 0), ("users", users, 1), ("items", items, 1)] {
            guard (least...1_000_000_000_000).contains(value) else {
                throw PreparationError.invalidParameter(
                    operation: "large log", parameter: parameter, problem: "must be at least \(least), found \(value)")
            }
        }
        guard items <= Int(Int32.max), (0...10).contains(exponent) else {
            throw PreparationError.invalidParameter(
                operation: "large log", parameter: items <= Int(Int32.max) ? "exponent" : "items",
                problem: "is out of range: exponent 0…10, found \(exponent); items up to 2147483647, found \(items)")
        }
    }

    /// Writes the file, replacing one that is there when it is complete.
    ///
    /// - Throws: `PreparationError` for wrong sizes, `FileError` when it cannot be written.
    public func write(to file: URL, format: Format = .movieLens) throws {
        try validate()
        var output = try TextOutput(file: file)
        try writeRows(to: &output, format: format)
        try output.close()
    }

    private func writeRows(to output: inout TextOutput, format: Format) throws {
        if format == .commaSeparated { try output.write("userId,movieId,rating,timestamp\n") }
        var generator = SeededGenerator(seed: seed)
        let choice = WeightedChoice(weights: WeightedChoice.zipf(count: items, exponent: exponent))
        var nameOfRank = (1...items).map { Int32(truncatingIfNeeded: $0) }
        generator.shuffle(&nameOfRank)
        let (least, longer) = interactions.quotientAndRemainder(dividingBy: users)
        var user = 0
        var leftOfUser = 0
        var time = 1_000_000_000
        for _ in 0..<interactions {
            if order == .byTime {
                user = generator.next(below: users) + 1
            } else if leftOfUser == 0 {
                user += 1
                leftOfUser = least + (user <= longer ? 1 : 0)
            }
            leftOfUser -= 1
            time += 1 + generator.next(below: 60)
            let item = Int(nameOfRank[choice.draw(using: &generator)])
            try output.write(row: Row(user: user, item: item, rating: 1 + generator.next(below: 5), time: time), format)
        }
    }

    /// The values of one row.
    struct Row {
        var user: Int
        var item: Int
        var rating: Int
        var time: Int
    }
}

extension TextOutput {
    fileprivate mutating func write(row: LargeLog.Row, _ format: LargeLog.Format) throws {
        write(number: row.user)
        switch format {
        case .sasrec:
            write(byte: UInt8(ascii: " "))
            write(number: row.item)
        case .movieLens:
            write(row.item, after: UInt8(ascii: ":"), times: 2)
            write(row.rating, after: UInt8(ascii: ":"), times: 2)
            write(row.time, after: UInt8(ascii: ":"), times: 2)
        case .commaSeparated:
            write(row.item, after: UInt8(ascii: ","))
            write(row.rating, after: UInt8(ascii: ","))
            write(row.time, after: UInt8(ascii: ","))
        }
        write(byte: UInt8(ascii: "\n"))
        try flushIfFull()
    }

    private mutating func write(_ number: Int, after separator: UInt8, times: Int = 1) {
        for _ in 0..<times { write(byte: separator) }
        write(number: number)
    }
}
