import SegueEvaluation

/// A page of results in Markdown: how it was made, each table with what is to be known of it as a list, and figures.
public struct PaperDocument {
    /// A figure that lies in a file beside the page.
    public struct Figure {
        /// The file.
        public let file: String
        /// What it shows.
        public let title: String
        /// What is to be known of it.
        public let text: String

        /// A figure.
        public init(file: String, title: String, text: String) {
            (self.file, self.title, self.text) = (file, title, text)
        }
    }

    /// The heading, by which the page is known as one of this program.
    public let mark: String
    /// The command that made it.
    public let command: String
    /// What else has an effect on the numbers, such as the version of libtorch.
    public let facts: [String]
    /// Notes of tables that are no notes but remarks, and make a list.
    public let remarks: Set<String>
    /// What is said before the tables.
    public let findings: [String]

    /// A page without tables yet.
    public init(mark: String, command: String, facts: [String], remarks: Set<String>, findings: [String] = []) {
        self.mark = mark
        self.command = command
        self.facts = facts
        self.remarks = remarks
        self.findings = findings
    }

    /// The page.
    public func text(_ tables: [ResultTable], figures: [Figure] = []) -> String {
        var parts = [
            mark,
            "This page was written by the command below, with published figures beside ours and what is to be known of both.",
            "```sh\n\(command)\n```", facts.joined(separator: "; ") + ".",
        ]
        if !findings.isEmpty { parts.append(list(findings)) }
        for table in tables {
            let own = table.notes.filter { remarks.contains($0) }
            var rest = table
            rest.notes = table.notes.filter { !remarks.contains($0) }
            parts.append("## \(escaped(table.title))")
            // The title stands above already.
            parts.append(
                rest.markdown().split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
                    .joined(separator: "\n").trimmingSuffix(while: \.isNewline))
            if !own.isEmpty { parts.append(list(own)) }
        }
        for figure in figures {
            parts.append("## \(escaped(figure.title))")
            parts.append("![\(escaped(figure.title))](\(figure.file))")
            parts.append(escaped(figure.text))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func list(_ texts: [String]) -> String { texts.map { "* \(escaped($0))" }.joined(separator: "\n") }

    private func escaped(_ text: String) -> String { text.replacing("_", with: "\\_") }
}

extension String {
    fileprivate func trimmingSuffix(while isCut: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isCut(last) { text.removeLast() }
        return text
    }
}
