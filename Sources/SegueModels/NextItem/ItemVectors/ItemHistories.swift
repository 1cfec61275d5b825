import SegueCore
import SegueData

/// The items that each user liked, in compressed rows: what ``Item2Vec`` learns from.
///
/// Which interactions count as liked is for the caller to say. FISCL keeps "only sequences that show feedback on user
/// preferences": leave out interactions with a low rating before building this. An item that stands several times in a
/// user's row counts as often; filter to first occurrences to learn from sets.
public struct ItemHistories: Sendable, Equatable {
    /// Number of items in the catalog; items are 1…itemCount, and 0 is padding, which may not occur.
    public let itemCount: Int
    /// User u (from 0) liked `items[offsets[u]..<offsets[u + 1]]`: `[userCount + 1]`.
    public let offsets: [Int]
    /// The liked items of all users, one user after the other, each in the user's order.
    public let items: [Int32]

    /// Checks the rows and keeps them.
    ///
    /// - Throws: ``Item2VecError`` when the offsets do not start at 0, go down, or do not end at the column's end, or when
    ///   an item is outside 1…itemCount.
    public init(itemCount: Int, offsets: [Int], items: [Int32]) throws {
        guard itemCount >= 0, itemCount < Int(Int32.max) else { throw Item2VecError.itemCount(itemCount) }
        guard offsets.first == 0 else { throw Item2VecError.offsets(index: 0, problem: "must be there and be 0") }
        for index in 1..<max(offsets.count, 1) where offsets[index] < offsets[index - 1] {
            throw Item2VecError.offsets(index: index, problem: "is below the one before")
        }
        guard offsets.last == items.count else {
            throw Item2VecError.offsets(
                index: offsets.count - 1, problem: "must be the number of items, \(items.count)")
        }
        for (position, item) in items.enumerated() where item < 1 || Int(item) > itemCount {
            throw Item2VecError.itemOutOfRange(position: position, item: item, itemCount: itemCount)
        }
        self.itemCount = itemCount
        self.offsets = offsets
        self.items = items
    }

    /// Number of users, those without a liked item included.
    public var userCount: Int { offsets.count - 1 }

    /// How often each item was liked: `[itemCount]`, item i at i − 1.
    public var counts: [Int] {
        var counts = [Int](repeating: 0, count: itemCount)
        for item in items { counts[Int(item) - 1] += 1 }
        return counts
    }

    /// Number of items of a user, counted from 0.
    func length(ofUser user: Int) -> Int { offsets[user + 1] - offsets[user] }

    /// Length of the longest row.
    var longest: Int {
        zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    }
}

extension ItemHistories {
    /// The training items of all users.
    ///
    /// - Parameters:
    ///   - training: the sequences.
    ///   - minimumRating: interactions rated lower are left out, for FISCL "only selects sequences that show feedback on user
    ///     preferences"; nil keeps all.
    /// - Throws: ``Item2VecError/ratingsMissing`` when there is a minimum and the log has no ratings.
    public init(_ training: TrainingSequences, minimumRating: Double? = nil) throws {
        let ratings = training.log.ratingColumn
        if minimumRating != nil, ratings == nil { throw Item2VecError.ratingsMissing }
        var offsets = [0]
        var items: [Int32] = []
        items.reserveCapacity(training.interactionCount)
        for user in 0..<training.userCount {
            for row in training.rows(ofUser: Int32(truncatingIfNeeded: user + 1)) {
                if let minimumRating, let ratings, Double(ratings[row]) < minimumRating { continue }
                items.append(training.log.itemColumn[row])
            }
            offsets.append(items.count)
        }
        try self.init(itemCount: training.itemCount, offsets: offsets, items: items)
    }
}

/// What ``Item2Vec`` was given does not fit together.
public enum Item2VecError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// The catalog's size is negative or does not fit 32-bit item indices.
    case itemCount(Int)
    /// The offsets do not cut the item column into users; `index` is that of the first wrong one.
    case offsets(index: Int, problem: String)
    /// The item at a position of the column is not in 1…itemCount.
    case itemOutOfRange(position: Int, item: Int32, itemCount: Int)
    /// A state to continue from is of another size, or of a later epoch, than this training has.
    case state(problem: String)
    /// A minimum rating was asked for, and the log has no ratings.
    case ratingsMissing

    /// What is wrong, where, and what was expected.
    public var description: String {
        switch self {
        case .itemCount(let count): "item histories: the catalog must have 0…\(Int32.max - 1) items, not \(count)"
        case .offsets(let index, let problem): "item histories: offset \(index) \(problem)"
        case .itemOutOfRange(let position, let item, let itemCount):
            "item histories: item \(item) at position \(position) is not in 1...\(itemCount)"
        case .state(let problem): "the state to continue item2vec from \(problem)"
        case .ratingsMissing: "minimumRating needs ratings and the log has none: leave it out, or keep the ratings"
        }
    }

    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
