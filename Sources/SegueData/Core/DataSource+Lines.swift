extension DataSource {
    /// Name of the format of one session per line, without users.
    package static let sessionsFormat = "sessions"

    /// Name of the format of one question per line.
    package static let prefixTargetFormat = "prefix-target"

    /// Whether line numbers stand for users, so that equal ones of two files are not the same user.
    package var numbersItsUsers: Bool { [Self.sessionsFormat, Self.prefixTargetFormat].contains(formatName) }

    /// Whether only the last item of each user is to be predicted.
    package var asksForLastItems: Bool { formatName == Self.prefixTargetFormat }
}

extension InteractionLog {
    /// Number of users whose items are the beginning of the items of the user before: a prefix file has many, a file of
    /// sessions hardly any.
    package var nestedPrefixCount: Int {
        (1..<max(1, userCount)).count { user in
            let (longer, shorter) = (
                itemColumn[offsets[user - 1]..<offsets[user]], itemColumn[offsets[user]..<offsets[user + 1]]
            )
            return shorter.count > 0 && shorter.count < longer.count && longer.starts(with: shorter)
        }
    }

    /// What a person must know of lines that repeat the beginning of the line before; nil where there are few, or where
    /// users are no lines.
    package func nestedPrefixNote(_ consequence: String) -> String? {
        guard source.numbersItsUsers else { return nil }
        let nested = nestedPrefixCount
        guard nested * 3 >= userCount, nested > 1 else { return nil }
        return "\(nested) of \(userCount) lines of \(source.file) are the beginning of the line before: \(consequence)"
    }
}
