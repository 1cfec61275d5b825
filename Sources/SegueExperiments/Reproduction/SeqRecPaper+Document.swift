import SegueEvaluation

extension SeqRecPaper {
    /// What tells a file of results from others: ``document(_:command:facts:)`` begins with it.
    public static let documentMark = "# SeqRec: Tables 4 and 5 of Memon et al. (McGill University 2021)"

    /// The page of results in Markdown: how it was made, each table, and what is to be known of it as a list.
    /// - Parameters:
    ///   - tables: The tables.
    ///   - command: The command that made them.
    ///   - facts: What else has an effect on the numbers, such as the version of libtorch.
    public static func document(_ tables: [ResultTable], command: String, facts: [String]) -> String {
        var parts = [
            documentMark,
            "This page was written by the command below, with published figures beside ours and what is to be known of both.",
            "```sh\n\(command)\n```", facts.joined(separator: "; ") + ".",
        ]
        for table in tables {
            let known = Set(remarks(on: table) + SeqRecAblation.remarks)
            let remarks = table.notes.filter { known.contains($0) }
            var own = table
            own.notes = table.notes.filter { !known.contains($0) }
            parts.append("## \(table.title.replacing("_", with: "\\_"))")
            // The title stands above already.
            parts.append(
                own.markdown().split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
                    .joined(separator: "\n").trimmingSuffix(while: \.isNewline))
            if !remarks.isEmpty {
                parts.append(remarks.map { "* \($0.replacing("_", with: "\\_"))" }.joined(separator: "\n"))
            }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }
}

extension String {
    fileprivate func trimmingSuffix(while isCut: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isCut(last) { text.removeLast() }
        return text
    }
}
