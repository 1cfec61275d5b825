import SegueCore
import SegueData

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
