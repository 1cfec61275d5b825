extension DataSplit {
    /// The queries of a part, one for each user with targets, in order of users.
    ///
    /// The history of a target is all that comes before it in the log: for test that includes validation. A first
    /// event, which has no history, is no target. A user without train rows has user 0 in its query: no model can
    /// know it.
    public func queries(_ part: Part) -> [NextItemQuery] {
        targetUsers(part).map { user in
            let rows = log.offsets[Int(user) - 1]..<end(of: part, user: user)
            let targets = targetRows(part, user: user)
            return NextItemQuery(
                user: trainEnds[Int(user) - 1] > rows.lowerBound ? user : Vocabulary.padding,
                history: log.columns[rows],
                positions: targets.lowerBound - rows.lowerBound..<targets.upperBound - rows.lowerBound)
        }
    }

    /// The users of `queries(_:)`, in the same order, unknown ones with their index in the log too.
    public func targetUsers(_ part: Part) -> [Int32] {
        (0..<log.userCount).compactMap { index in
            let user = Int32(truncatingIfNeeded: index + 1)
            return targetRows(part, user: user).isEmpty ? nil : user
        }
    }

    /// The rows that a part asks to be predicted for a user; empty for a user that is not in the log, and where single
    /// interactions are drawn, for there is no next item then.
    public func targetRows(_ part: Part, user: Int32) -> Range<Int> {
        guard user >= 1, Int(user) <= log.userCount, drawnParts == nil else { return 0..<0 }
        let first = log.offsets[Int(user) - 1] + 1
        let start = part == .validation ? targetStarts.validation[Int(user) - 1] : targetStarts.test[Int(user) - 1]
        let end = end(of: part, user: user)
        return min(max(first, start), end)..<end
    }

    /// Targets of a user lost because their item is not in train; 0 for a user that is not in the log.
    public func unseenTargets(_ part: Part, user: Int32) -> Int {
        guard user >= 1, Int(user) <= log.userCount else { return 0 }
        return Int(part == .validation ? unseenValidation[Int(user) - 1] : unseenTest[Int(user) - 1])
    }

    private func end(of part: Part, user: Int32) -> Int {
        part == .validation ? validationEnds[Int(user) - 1] : log.offsets[Int(user)]
    }
}
