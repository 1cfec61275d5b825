import SegueCore
import SegueData
import SegueFiles

/// The parts of a split that files give, to be joined to one data set with one vocabulary.
public struct GivenParts: Sendable {
    /// What models are trained on; nil where a trained model is only measured.
    public var train: Dataset?
    /// What training is watched on.
    public var validation: Dataset?
    /// What models are measured on.
    public var test: Dataset

    /// Parts as read.
    public init(train: Dataset?, validation: Dataset? = nil, test: Dataset) {
        self.train = train
        self.validation = validation
        self.test = test
    }

    /// One data set whose log knows of each row which part it belongs to; `GivenSplit` cuts it there.
    ///
    /// Users of the same id are the same. Their later parts follow the earlier ones; where times say otherwise, their
    /// interactions are put in order of time, and `GivenSplit` takes each for itself. Line numbers are no ids: each
    /// line of a validation or test file is a user of its own. Items come in order of training first. Of times, ratings,
    /// kinds and further columns those remain that all parts have.
    ///
    /// - Throws: `PreparationError.invalidParameter` for times and kinds of interaction that no common column can hold.
    public func joined() throws -> Dataset {
        var joining = PartJoining()
        if let train { joining.add(train.log, history: .train, target: .train) }
        if let validation { joining.add(validation.log, history: .validationHistory, target: .validation) }
        joining.add(test.log, history: .testHistory, target: .test)
        let all = [train, validation, test].compactMap { $0 }
        let log = try joining.log(source: source(of: all))
        return Dataset(
            log: log, catalog: all.lazy.map(\.catalog).first { !$0.isEmpty } ?? .empty,
            userCatalog: all.lazy.map(\.userCatalog).first { $0.count > 0 } ?? .empty, name: all[0].name)
    }

    private func source(of parts: [Dataset]) -> DataSource {
        let sources = parts.map(\.log.source)
        var source = sources[0]
        source.file = sources.map(\.file).joined(separator: " + ")
        source.formatName = sources.map(\.formatName).joined(separator: " + ")
        source.sha256 = MessageDigest.sha256(of: Array(sources.map(\.sha256).joined(separator: "\n").utf8))
        source.rowsRead = sources.reduce(0) { $0 + $1.rowsRead }
        source.rowsSkipped = sources.reduce(0) { $0 + $1.rowsSkipped }
        source.skippedMessages = sources.flatMap(\.skippedMessages)
        source.notes = sources.flatMap(\.notes) + notes
        return source
    }

    /// What a person must know of the parts together.
    private var notes: [String] {
        var notes: [String] = []
        let timeless = [train, validation, test].compactMap { $0 }.filter { $0.log.timeColumn == nil }
        if let first = timeless.first, timeless.count < [train, validation, test].compactMap({ $0 }).count {
            notes.append("\(first.log.source.file) has no times, so those of the other parts are not used")
        }
        if let train {
            notes += [train.log.nestedPrefixNote("all of them are trained on, one by one")].compactMap { $0 }
        }
        for held in [validation, test].compactMap({ $0?.log }) {
            let consequence =
                held.source.asksForLastItems
                ? "each line is one question, for its last item"
                : "each is asked at every position; if only last items count, name --test-format prefix-target"
            notes += [held.nestedPrefixNote(consequence)].compactMap { $0 }
        }
        return notes
    }
}

/// Puts the rows of several logs under common vocabularies.
private struct PartJoining {
    private var logs: [(log: InteractionLog, users: [Int32], items: [Int32])] = []
    private var parts: [[GivenPart]] = []
    private var users = Vocabulary()
    private var items = Vocabulary()
    private var firstNumbersItsUsers = false

    mutating func add(_ log: InteractionLog, history: GivenPart, target: GivenPart) {
        if logs.isEmpty { firstNumbersItsUsers = log.source.numbersItsUsers }
        let isApart = !logs.isEmpty && (log.source.numbersItsUsers || firstNumbersItsUsers)
        var userIndices: [Int32] = []
        var rowParts: [GivenPart] = []
        for user in 0..<log.userCount {
            let index = Int32(truncatingIfNeeded: user + 1)
            if isApart {
                var name = "\(target.token):\(log.users.id(at: index) ?? "")"
                while users.index(of: name) != nil { name += "'" }
                userIndices.append(users.insert(name))
            } else {
                userIndices.append(log.users.withUTF8(at: index) { users.insert(utf8: $0) })
            }
            let count = log.offsets[user + 1] - log.offsets[user]
            let targets = log.source.asksForLastItems ? min(1, count) : count
            rowParts += [GivenPart](repeating: history, count: count - targets)
            rowParts += [GivenPart](repeating: target, count: targets)
        }
        let itemIndices = (0..<log.itemCount).map { item in
            log.items.withUTF8(at: Int32(truncatingIfNeeded: item + 1)) { items.insert(utf8: $0) }
        }
        logs.append((log, userIndices, itemIndices))
        parts.append(rowParts)
    }

    func log(source: DataSource) throws -> InteractionLog {
        var offsets = [Int](repeating: 0, count: users.count + 1)
        for entry in logs {
            for (index, user) in entry.users.enumerated() {
                offsets[Int(user)] += entry.log.offsets[index + 1] - entry.log.offsets[index]
            }
        }
        for user in 1..<max(1, offsets.count) { offsets[user] += offsets[user - 1] }
        var next = offsets
        // For each new row the log and the row that it comes from.
        var origins = [(log: Int, row: Int)](repeating: (0, 0), count: offsets.last ?? 0)
        for (number, entry) in logs.enumerated() {
            for (index, user) in entry.users.enumerated() {
                for row in entry.log.offsets[index]..<entry.log.offsets[index + 1] {
                    origins[next[Int(user) - 1]] = (number, row)
                    next[Int(user) - 1] += 1
                }
            }
        }
        let finest = logs.map(\.log.timeUnit).max() ?? .seconds
        var times = try times(origins, counting: finest)
        let timeUnit = times == nil ? .seconds : finest
        sort(&origins, &times, offsets: offsets)
        let kinds = try behaviors(origins)
        return try InteractionLog(
            users: users, items: items, offsets: offsets,
            itemColumn: origins.map { logs[$0.log].items[Int(logs[$0.log].log.itemColumn[$0.row]) - 1] },
            timeColumn: times, timeUnit: timeUnit, ratingColumn: column(origins) { $0.ratingColumn },
            behaviorColumn: kinds?.column, behaviors: kinds?.names ?? [],
            contextColumns: contexts(origins) + [GivenPart.column(origins.map { parts[$0.log][$0.row] })],
            source: source)
    }

    /// A column that all logs have; nil where one lacks it.
    private func column<Value>(
        _ origins: [(log: Int, row: Int)], _ part: (InteractionLog) -> [Value]?
    ) -> [Value]? {
        let columns = logs.compactMap { part($0.log) }
        return columns.count == logs.count ? origins.map { columns[$0.log][$0.row] } : nil
    }

    /// The times that all logs have, in the finest of their units: each log counts in the coarsest that its own times allow.
    private func times(_ origins: [(log: Int, row: Int)], counting unit: TimeUnit) throws -> [Int64]? {
        let columns = logs.compactMap(\.log.timeColumn)
        guard columns.count == logs.count else { return nil }
        return try origins.map { origin in
            let time = columns[origin.log][origin.row]
            guard let count = unit.count(of: time, in: logs[origin.log].log.timeUnit) else {
                throw PreparationError.invalidParameter(
                    operation: GivenSplit.name, parameter: "data",
                    problem: "has the time \(time) in one part, too large for the \(unit) that another part counts in")
            }
            return count
        }
    }

    private func behaviors(_ origins: [(log: Int, row: Int)]) throws -> (column: [UInt8], names: [String])? {
        let columns = logs.compactMap(\.log.behaviorColumn)
        guard columns.count == logs.count else { return nil }
        var names: [String] = []
        let maps = try logs.map { entry in
            try entry.log.behaviors.map { name -> UInt8 in
                if !names.contains(name) { names.append(name) }
                guard let number = UInt8(exactly: names.firstIndex(of: name) ?? 0) else {
                    throw PreparationError.invalidParameter(
                        operation: GivenSplit.name, parameter: "data",
                        problem: "has more than 256 kinds of interaction in its parts together, '\(name)' among them")
                }
                return number
            }
        }
        return (origins.map { maps[$0.log][Int(columns[$0.log][$0.row])] }, names)
    }

    /// The context columns that all logs have under one name, of numbers or tokens as in the first.
    private func contexts(_ origins: [(log: Int, row: Int)]) -> [ContextColumn] {
        (logs.first?.log.contextColumns ?? []).compactMap { first in
            let columns = logs.compactMap { $0.log.contextColumn(named: first.name) }
            guard columns.count == logs.count else { return nil }
            if case .numbers = first.values {
                return ContextColumn(
                    name: first.name,
                    values: .numbers(origins.map { columns[$0.log].number(at: $0.row) ?? .nan }))
            }
            var tokens = Vocabulary()
            let indices = origins.map { origin in
                columns[origin.log].token(at: origin.row).map { tokens.insert($0) } ?? Vocabulary.padding
            }
            return ContextColumn(name: first.name, values: .tokens(vocabulary: tokens, indices: indices))
        }
    }

    /// Puts each user's rows in order of time, where the parts do not follow one another already.
    private func sort(_ origins: inout [(log: Int, row: Int)], _ times: inout [Int64]?, offsets: [Int]) {
        guard let unsorted = times else { return }
        for user in 1..<max(1, offsets.count) {
            let rows = offsets[user - 1]..<offsets[user]
            guard zip(rows, rows.dropFirst()).contains(where: { unsorted[$1] < unsorted[$0] }) else { continue }
            let order = rows.sorted { (unsorted[$0], $0) < (unsorted[$1], $1) }
            let moved = order.map { origins[$0] }
            for (row, old) in zip(rows, order) {
                origins[row] = moved[row - rows.lowerBound]
                times?[row] = unsorted[old]
            }
        }
    }
}
