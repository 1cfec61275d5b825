import SegueData

/// One sequence a line: item identifiers separated by blanks; there are no times.
struct ItemLinesFormat: InteractionFormat {
    let name: String
    let summary: String
    private let layout: ItemLinesLayout

    /// Lines without name, as the usual preprocessing of Diginetica and Yoochoose leaves them; the line number names the
    /// session.
    static let sessions = ItemLinesFormat(
        name: DataSource.sessionsFormat, summary: "One session a line: item identifiers separated by spaces",
        layout: .numbered)
    /// Lines that begin with the user, as those of LightGCN and its followers.
    static let userSessions = ItemLinesFormat(
        name: "user-sessions", summary: "One user a line: the user, then its items, separated by spaces",
        layout: .named)

    func recognizes(_ sample: FileSample) -> Bool {
        BlankLines(sample.lines) == (layout == .named ? .namedItems : .numberedItems)
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        try layout(options: options, for: name)
    }

    /// The layout for a format of this name.
    func layout(options: ReadOptions, for name: String) throws -> FileLayout {
        guard options.columns.isEmpty else {
            throw ReadError(
                .usage, path: "--columns", problem: "the format \(name) has no columns",
                remedy: "Leave --columns out, or name another --format.")
        }
        try refuse(options.delimiter.flatMap { $0 == .blanks ? nil : $0 })
        return .itemLines(layout)
    }
}
