/// One question per line: the items of a session so far, and last the item that came next, as the usual preprocessing of
/// Diginetica leaves its test part. Most lines are the line before them without its last item.
///
/// A line is read like one of ``ItemLinesFormat/sessions``; that only its last item is to be predicted matters where the file
/// is the validation or test part of a given split.
struct PrefixTargetFormat: InteractionFormat {
    let name = "prefix-target"
    let summary = "One question per line: items of a session so far, then the next one, separated by spaces"

    func recognizes(_ sample: FileSample) -> Bool {
        guard ItemLinesFormat.sessions.recognizes(sample) else { return false }
        let lines = sample.lines.map { $0.split { $0 == " " || $0 == "\r" } }
        let nested = zip(lines, lines.dropFirst()).count { $1.count + 1 == $0.count && $0.starts(with: $1) }
        return nested > 1 && nested * 3 >= lines.count
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        try ItemLinesFormat.sessions.layout(options: options, for: name)
    }
}

extension DataSource {
    /// Whether line numbers stand for users, so that equal ones of two files are not the same user.
    var numbersItsUsers: Bool { [ItemLinesFormat.sessions.name, PrefixTargetFormat().name].contains(formatName) }

    /// Whether only the last item of each user is to be predicted.
    var asksForLastItems: Bool { formatName == PrefixTargetFormat().name }
}

extension InteractionLog {
    /// Number of users whose items are the beginning of the items of the user before: a prefix file has many, a file of
    /// sessions hardly any.
    var nestedPrefixCount: Int {
        (1..<max(1, userCount)).count { user in
            let (longer, shorter) = (
                itemColumn[offsets[user - 1]..<offsets[user]], itemColumn[offsets[user]..<offsets[user + 1]]
            )
            return shorter.count > 0 && shorter.count < longer.count && longer.starts(with: shorter)
        }
    }

    /// What a person must know of lines that repeat the beginning of the line before; nil where there are few, or where
    /// users are no lines.
    func nestedPrefixNote(_ consequence: String) -> String? {
        guard source.numbersItsUsers else { return nil }
        let nested = nestedPrefixCount
        guard nested * 3 >= userCount, nested > 1 else { return nil }
        return "\(nested) of \(userCount) lines of \(source.file) are the beginning of the line before: \(consequence)"
    }
}
