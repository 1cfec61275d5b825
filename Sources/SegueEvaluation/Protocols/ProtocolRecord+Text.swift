import SegueData

extension ProtocolRecord: CustomStringConvertible {
    /// The record, as ``text``.
    public var description: String { text }

    /// The whole record in one line, such as "Protocol D (Donkers 2017): within-sequence 90/5/5, full ranking over
    /// 3,706 items, seen items not filtered, ties: mean over the tied ranks (expected), average per event, 49,012
    /// events of 6,040 users, 12 unseen-in-train targets dropped".
    public var text: String {
        var parts = steps.compactMap(text(of:))
        parts.append(task.text(of: counts))
        if task == .nextItem { parts.append(unseenText) }
        let body = parts.joined(separator: ", ")
        guard let name else { return body }
        guard departures.isEmpty else {
            return "\(name), departing in \(departures.joined(separator: "; ")). What ran: \(body)"
        }
        guard !verified.isEmpty else { return "\(name): \(body)" }
        return "\(name): \(body), the data as it is fulfills: \(verified.joined(separator: ", "))"
    }

    private func text(of step: ProtocolStep) -> String? {
        switch step {
        case .newData(let record): record.text
        case .preparation(let step): step.protocolText
        case .minimumTrainingUsers(let users): "items of fewer than \(users) users in training left out"
        case .split(let strategy): strategy.protocolText
        case .unseenItems: nil
        case .candidates(let candidates): candidates.text(itemCount: counts.items)
        case .seenItems: seenText
        case .ties(let policy): "ties: \(policy.text)"
        case .averaging(let unit): "average \(unit.text)"
        case .described(_, let text): text
        }
    }

    private var seenText: String {
        guard excludesSeen else { return "seen items not filtered" }
        guard counts.repeatedTargets > 0 else { return "seen items filtered" }
        return "seen items filtered (\(NumberText.counted(counts.repeatedTargets, "repeated target")) missed by it)"
    }

    private var unseenText: String {
        let targets = NumberText.counted(counts.unseenTargets, "unseen-in-train target")
        switch unseenItemPolicy {
        case .drop: return "\(targets) dropped"
        case .countAsMiss: return "\(targets) counted as \(counts.unseenTargets == 1 ? "miss" : "misses")"
        case .keep: return "items unseen in train kept"
        }
    }
}
