extension Dataset {
    /// What a person must know of the data before a number that comes from it is read.
    public var notes: [String] {
        var notes: [String] = []
        if log.timeColumn == nil {
            notes.append("\(log.source.file) has no times: the order of its rows stands for the order of events")
        }
        let consequence = "each is taken for a session of its own; a file of questions is given by --test"
        if !log.hasGivenParts, let note = log.nestedPrefixNote(consequence) { notes.append(note) }
        return notes
    }
}

extension DataSplit {
    /// What a person must know of the split before a number that comes from it is read.
    public var notes: [String] {
        var notes = reasonForNoTargets(.test).map { ["nothing can be tested: \($0)"] } ?? []
        if description.strategy.followsFileRows, log.fileRows == nil {
            notes.append(
                "the log does not keep the rows of its file, so the shuffle is over its own, by user and time: this is "
                    + "not the published split")
        }
        if description.name == GivenSplit.name, drawnParts != nil, let overlap = GivenSplit.overlap(in: log) {
            notes.append(
                "the given parts overlap in time (\(overlap)): each interaction stands for itself, and histories are those "
                    + "of the train part alone")
        }
        return notes
    }

    /// Why a part asks for nothing to be predicted; nil where it asks for something.
    public func reasonForNoTargets(_ part: Part) -> String? {
        let counts = part == .validation ? description.counts.validation : description.counts.test
        guard counts.targets == 0 else { return nil }
        if counts.unseenInteractions > 0 {
            return
                "none of the \(counts.unseenInteractions) \(part.rawValue) interactions left has an item that occurs "
                + "in training and a history before it"
        }
        if counts.interactions > 0 {
            return "the \(counts.interactions) \(part.rawValue) interactions are their users' first, without a history"
        }
        let longest = zip(log.offsets, log.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
        return "the split '\(description.name)' leaves no interaction for the \(part.rawValue) part; "
            + "the longest of \(log.userCount) sequences has \(longest) interaction\(longest == 1 ? "" : "s")"
    }
}
