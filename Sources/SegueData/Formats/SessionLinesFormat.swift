/// One session a line: item indices separated by spaces, as the usual preprocessing of Diginetica and Yoochoose leaves
/// them. The line number names the session; there are no times.
struct SessionLinesFormat: InteractionFormat {
    let name = "sessions"
    let summary = "One session a line: item identifiers separated by spaces"

    func recognizes(_ sample: FileSample) -> Bool {
        !sample.lines.isEmpty
            && sample.lines.allSatisfy { line in
                line.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x20 || $0 == 0x0D }
            } && sample.lines.contains { $0.contains(" ") }
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout { .sessionLines }
}
