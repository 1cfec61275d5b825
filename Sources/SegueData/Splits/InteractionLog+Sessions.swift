extension InteractionLog {
    /// Cuts each user's interactions into sessions wherever more than `gapSeconds` pass between two of them.
    ///
    /// The users of the new log are the sessions, in order of user and time, named `user#1`, `user#2` …. For protocol C
    /// the gap is 3,600 s and consecutive repetitions of an item are dropped.
    ///
    /// - Parameters:
    ///   - gapSeconds: the longest pause within a session, 0 or more.
    ///   - droppingConsecutiveDuplicates: whether an item that directly follows itself within a session is dropped.
    /// - Throws: `PreparationError` if the log has no times or the gap is negative.
    public func sessions(gapSeconds: Int64, droppingConsecutiveDuplicates: Bool = false) throws -> InteractionLog {
        guard let times = timeColumn else {
            throw PreparationError.columnMissing(operation: "cutting into sessions", column: "time")
        }
        guard gapSeconds >= 0 else {
            throw PreparationError.invalidParameter(
                operation: "cutting into sessions", parameter: "gapSeconds",
                problem: "must be 0 or more, found \(gapSeconds)")
        }
        let longestPause = timeUnit.count(ofSeconds: gapSeconds)
        var sessions = SessionBuilder()
        for index in 0..<userCount {
            let rows = offsets[index]..<offsets[index + 1]
            let user = users.id(at: Int32(truncatingIfNeeded: index + 1)) ?? ""
            var number = 1
            var start = rows.lowerBound
            for row in rows where row > start {
                let (pause, overflow) = times[row].subtractingReportingOverflow(times[row - 1])
                if overflow || pause > longestPause {
                    sessions.add("\(user)#\(number)", rows: Array(start..<row))
                    number += 1
                    start = row
                }
            }
            if start < rows.upperBound { sessions.add("\(user)#\(number)", rows: Array(start..<rows.upperBound)) }
        }
        return try sessions.log(
            of: self, rule: SessionsFilter(gapSeconds: gapSeconds),
            droppingConsecutiveDuplicates: droppingConsecutiveDuplicates)
    }

    /// Groups each user's interactions by a session column of tokens.
    ///
    /// The users of the new log are the sessions, in order of user and first event, named `user#token`, so that
    /// equal tokens of two users stay two sessions. Interactions without a token form one session `user#` of their
    /// own. Should two names still coincide, the later gets an apostrophe.
    ///
    /// - Parameters:
    ///   - column: the name of a context column that holds tokens.
    ///   - droppingConsecutiveDuplicates: whether an item that directly follows itself within a session is dropped.
    /// - Throws: `PreparationError.columnMissing` if there is no such column, or it holds numbers.
    public func sessions(column: String, droppingConsecutiveDuplicates: Bool = false) throws -> InteractionLog {
        guard case .tokens(let vocabulary, let tokens)? = contextColumn(named: column)?.values else {
            throw PreparationError.columnMissing(operation: "grouping into sessions", column: column)
        }
        var sessions = SessionBuilder()
        for index in 0..<userCount {
            let user = users.id(at: Int32(truncatingIfNeeded: index + 1)) ?? ""
            var order: [Int32] = []
            var rowsOfToken: [Int32: [Int]] = [:]
            for row in offsets[index]..<offsets[index + 1] {
                if rowsOfToken[tokens[row]] == nil { order.append(tokens[row]) }
                rowsOfToken[tokens[row], default: []].append(row)
            }
            for token in order {
                sessions.add("\(user)#\(vocabulary.id(at: token) ?? "")", rows: rowsOfToken[token] ?? [])
            }
        }
        return try sessions.log(
            of: self, rule: SessionsFilter(column: column),
            droppingConsecutiveDuplicates: droppingConsecutiveDuplicates)
    }
}

/// Collects the rows of sessions.
private struct SessionBuilder {
    private var names = Vocabulary()
    private var rows: [Int] = []
    private var offsets = [0]

    mutating func add(_ name: String, rows sessionRows: [Int]) {
        var unique = name
        while names.index(of: unique) != nil { unique += "'" }
        names.insert(unique)
        rows += sessionRows
        offsets.append(rows.count)
    }

    func log(
        of log: InteractionLog, rule: SessionsFilter, droppingConsecutiveDuplicates: Bool
    ) throws -> InteractionLog {
        var sessions = log.reordered(rows: rows, users: names, offsets: offsets)
        sessions.preparation.append(
            .filter(FilterReport(filter: .sessions(rule), before: .init(of: log), after: .init(of: sessions))))
        return droppingConsecutiveDuplicates ? try sessions.filtered(by: [.consecutiveDuplicates()]).log : sessions
    }
}
