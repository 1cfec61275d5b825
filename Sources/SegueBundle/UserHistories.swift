import Foundation
import SafeTensors
import SegueData
import SegueModels

/// The histories of a bundle's users, so that they can be served by name: item indices in order, and times if known.
public struct UserHistories: Sendable, Equatable {
    /// `userCount + 1` rising rows of ``columns``; user `u` owns `offsets[u − 1]..<offsets[u]`.
    public let offsets: [Int64]
    /// The interactions of all users, one user after the other; items from 1.
    public let columns: InteractionColumns
    /// For user u, at u − 1: the position after the last item trained on; nil where that is not known, as in bundles of 0.1.
    public let trainingEnds: [Int64]?

    /// Takes over all interactions of a log.
    /// - Parameters:
    ///   - log: The interactions.
    ///   - trainingEnds: For each user the row after the last one trained on.
    ///   - reads: The columns, beside items and times, that the model looks at: the others are not kept.
    public init(_ log: InteractionLog, trainingEnds: [Int]? = nil, reads: HistoryColumns = .times) {
        offsets = log.offsets.map(Int64.init)
        columns = InteractionColumns(
            items: log.itemColumn, times: log.timeColumn, timeUnit: log.timeUnit,
            ratings: reads.contains(.ratings) ? log.ratingColumn : nil,
            behaviors: reads.contains(.behaviors) ? log.behaviorColumn : nil,
            behaviorNames: reads.contains(.behaviors) ? log.behaviors : [])
        self.trainingEnds = trainingEnds.map { $0.map(Int64.init) }
    }

    /// Reads histories.
    /// - Parameters:
    ///   - tensors: As ``tensors`` gives them.
    ///   - file: Their file, for messages.
    ///   - userCount: Number of users of the bundle.
    ///   - itemCount: Number of items of the bundle.
    ///   - behaviorNames: The kinds of interaction that the bundle knows.
    /// - Throws: ``ModelBundleError`` when they do not fit each other.
    public init(
        _ tensors: [String: HostTensor], file: String, userCount: Int, itemCount: Int, behaviorNames: [String] = []
    ) throws {
        guard let offsets = try tensors["offsets"]?.array(of: Int64.self),
            let items = try tensors["items"]?.array(of: Int32.self)
        else { throw ModelBundleError(file: file, problem: "it lacks 'offsets' or 'items'") }
        let times = try tensors["times"]?.array(of: Int64.self)
        let perSecond = try tensors["timeUnit"]?.array(of: Int64.self) ?? [TimeUnit.seconds.perSecond]
        guard perSecond.count == 1, let timeUnit = perSecond.first.flatMap(TimeUnit.init) else {
            throw ModelBundleError(file: file, problem: "its 'timeUnit' is no number of units in a second")
        }
        guard offsets.count == userCount + 1 else {
            throw ModelBundleError(
                file: file, problem: "it holds \(offsets.count - 1) users, users.vocabulary \(userCount)")
        }
        let rises = offsets.first == 0 && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        guard rises, offsets.last == Int64(items.count), times == nil || times?.count == items.count else {
            throw ModelBundleError(file: file, problem: "its offsets, items and times do not fit each other")
        }
        guard items.allSatisfy({ $0 >= 1 && Int($0) <= itemCount }) else {
            throw ModelBundleError(file: file, problem: "it holds items that items.vocabulary does not have")
        }
        let ends = try tensors["training_ends"]?.array(of: Int64.self)
        if let ends {
            let fit =
                ends.count == userCount
                && zip(zip(offsets, offsets.dropFirst()), ends).allSatisfy { rows, end in
                    rows.0 <= end && end <= rows.1
                }
            guard fit else {
                throw ModelBundleError(file: file, problem: "its offsets and training ends do not fit each other")
            }
        }
        self.offsets = offsets
        let ratings = try tensors["ratings"]?.array(of: Float.self)
        let behaviors = try tensors["behaviors"]?.array(of: UInt8.self)
        guard (ratings?.count ?? items.count) == items.count, (behaviors?.count ?? items.count) == items.count,
            behaviors?.allSatisfy({ Int($0) < behaviorNames.count }) ?? true, ratings?.allSatisfy(\.isFinite) ?? true
        else { throw ModelBundleError(file: file, problem: "its ratings or kinds do not fit its items") }
        columns = InteractionColumns(
            items: items, times: times, timeUnit: timeUnit, ratings: ratings, behaviors: behaviors,
            behaviorNames: behaviors == nil ? [] : behaviorNames)
        trainingEnds = ends
    }

    /// The arrays to be saved.
    public var tensors: [String: HostTensor] {
        var tensors = ["offsets": HostTensor(offsets), "items": HostTensor(items)]
        if let times { tensors["times"] = HostTensor(times) }
        if let ratings = columns.ratings { tensors["ratings"] = HostTensor(ratings) }
        if let behaviors = columns.behaviors { tensors["behaviors"] = HostTensor(behaviors) }
        if timeUnit != .seconds { tensors["timeUnit"] = HostTensor([timeUnit.perSecond]) }
        if let trainingEnds { tensors["training_ends"] = HostTensor(trainingEnds) }
        return tensors
    }

    /// The history of a user; empty for an unknown one.
    public func query(ofUser user: Int32) -> NextItemQuery {
        guard user >= 1, Int(user) < offsets.count else { return NextItemQuery(history: []) }
        let rows = Int(offsets[Int(user) - 1])..<Int(offsets[Int(user)])
        return NextItemQuery(user: user, history: columns[rows], positions: rows.count..<rows.count + 1)
    }

    /// Whether the model was trained on interactions of a user; of bundles that do not say, that it was.
    public func isTrained(_ user: Int32) -> Bool {
        guard user >= 1, Int(user) < offsets.count else { return false }
        guard let trainingEnds else { return true }
        return trainingEnds[Int(user) - 1] > offsets[Int(user) - 1]
    }

    /// Item indices, from 1.
    public var items: [Int32] { columns.items }
    /// Times since 1970 in ``timeUnit``, or nil.
    public var times: [Int64]? { columns.times }
    /// What ``times`` count.
    public var timeUnit: TimeUnit { columns.timeUnit }
}
