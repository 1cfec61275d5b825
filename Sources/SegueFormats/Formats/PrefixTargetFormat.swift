import SegueData

/// One question per line: the items of a session so far, and last the item that came next, as the usual preprocessing of
/// Diginetica leaves its test part. Most lines are the line before them without its last item.
///
/// A line is read like one of ``ItemLinesFormat/sessions``; that only its last item is to be predicted matters where the file
/// is the validation or test part of a given split.
struct PrefixTargetFormat: InteractionFormat {
    let name = DataSource.prefixTargetFormat
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
