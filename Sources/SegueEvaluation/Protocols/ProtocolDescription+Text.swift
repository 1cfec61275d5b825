extension ProtocolDescription: CustomStringConvertible {
    /// The description, as ``text``.
    public var description: String { text }

    /// The whole description in one line, such as "Protocol D (Donkers 2017): within-sequence 90/5/5, full ranking over
    /// 3,706 items, seen items not filtered, ties: mean over the tied ranks (expected), average per event, 49,012
    /// events of 6,040 users, 12 unseen-in-train targets dropped".
    public var text: String {
        var parts = [split]
        parts += filters
        parts.append(candidates.text(itemCount: counts.items))
        parts.append(seenText)
        parts.append("ties: \(ties.text)")
        parts.append("average \(averaging.text)")
        parts.append("\(NumberText.counted(counts.events, "event")) of \(NumberText.counted(counts.users, "user"))")
        parts.append(unseenText)
        let body = parts.joined(separator: ", ")
        guard let title else { return body }
        return "\(title): \(body)"
    }

    /// The protocol's name with its departures, if it has a name.
    public var title: String? {
        guard let name else { return nil }
        return departures.isEmpty ? name : "\(name), departing in \(departures.joined(separator: ", "))"
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
        }
    }
}
