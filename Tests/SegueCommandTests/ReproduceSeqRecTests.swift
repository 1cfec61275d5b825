import Foundation
import Testing

/// SeqRec's tables from outside.
@Suite struct ReproduceSeqRecTests {
    /// A world of 40 users who have features, and films that have titles.
    private func prepare(_ program: Program) throws {
        try program.writeRatings()
        try program.writeMovies()
        let ages = [1, 18, 25, 35, 45, 50, 56]
        try program.write(
            (1...40).map { "\($0)::\($0 % 2 == 0 ? "F" : "M")::\(ages[$0 % 7])::\($0 % 21)::48067\n" }.joined(),
            to: "users.dat")
    }

    private static let common = [
        "reproduce", "seqrec", "--data", "ratings.dat", "--seeds", "1", "--threads", "1", "--set", "training.epochs=1",
        "--output", "out",
    ]

    private func tables(_ text: String) throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
    }

    private func rows(_ table: [String: Any]) -> [(name: String, cells: [[String: Any]])] {
        (table["rows"] as? [[String: Any]] ?? []).compactMap { row in
            guard let name = row["name"] as? String else { return nil }
            return (name, row["cells"] as? [[String: Any]] ?? [])
        }
    }

    @Test func bothTablesWithAllRows() async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        let result = try await program.run(all: Self.common + ["--quiet", "--json", "--markdown", "page.md"])
        #expect(result.status == 0, "\(result.errors)")
        let tables = try tables(result.output)
        try #require(tables.count == 3)
        let four = rows(tables[0])
        #expect(
            four.map(\.name) == [
                "Constant", "Item mean", "User mean", "Biases", "Matrix factorization by alternating least squares",
                "Sequential Bayesian matrix factorization", "3-layer neural network", "FFNN + titles", "BST",
                "SeqRec_LSTM, as published", "SeqRec, as published", "SeqRec_LSTM", "SeqRec",
            ])
        #expect(four.allSatisfy { $0.cells.count == 3 && $0.cells.allSatisfy { $0["value"] is Double } })
        let published = four.last?.cells.map { $0["published"] as? Double }
        #expect(published == [0.958, nil, 0.397])
        #expect(rows(tables[1]).map(\.name) == ["GLocal-K", "GC-MC"])
        #expect(rows(tables[1]).map { $0.cells[0]["published"] as? Double } == [0.823, 0.832])
        #expect(rows(tables[1]).allSatisfy { $0.cells[0]["value"] == nil })
        let five = rows(tables[2])
        #expect(
            five.map(\.name) == [
                "none (full model)", "movie information", "movie title", "movie id, movie title", "user history",
                "user information", "user history, information", "all branches",
            ])
        #expect(
            five.map { $0.cells[1]["published"] as? Double }
                == [0.962, 0.986, 0.968, 1.087, 0.972, 0.962, 0.975, 1.082])
        func value(_ row: Int, _ column: Int) -> Double? { five[row].cells[column]["value"] as? Double }
        // Nothing ablated and nothing recovered is Table 4's own row; recovery changes it.
        #expect(value(0, 0) != nil && value(0, 0) == four.last?.cells[0]["value"] as? Double)
        #expect(five.indices.allSatisfy { value($0, 1) != nil && value($0, 0) != value($0, 1) })
        let page = try String(contentsOfFile: program.path("page.md"), encoding: .utf8)
        #expect(page.contains("segue reproduce seqrec --data") && page.contains("| SeqRec\\_LSTM, as published |"))
        #expect(page.contains("\n## Table 5 on ") && !page.contains("**Table 5"))
        #expect(page.contains("* BST: the published 0.841 is no test figure") && page.contains("| all branches |"))
        for file in ["tables.md", "tables.json", "report.html", "seqrec-ml-1m/recipe.json", "ffnn-ml-1m/recipe.json"] {
            #expect(FileManager.default.fileExists(atPath: program.path("out/\(file)")), "\(file)")
        }
    }

    /// Row after row into one folder: what is complete is taken from there.
    @Test func rowsOneAfterTheOther() async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        let first = try await program.run(all: Self.common + ["--rows", "seqrec", "--table", "4", "--json"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(!first.errors.contains("going on from"))
        #expect(try tables(first.output).count == 2)
        let second = try await program.run(all: Self.common + ["--rows", "seqrec, item-mean", "--json"])
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.errors.contains("SeqRec: going on from") && second.errors.contains("ablated: user history"))
        let (before, after) = (rows(try tables(first.output)[0]), rows(try tables(second.output)[0]))
        #expect(after.map(\.name) == ["Item mean", "SeqRec"])
        #expect(before[0].cells[0]["value"] as? Double == after[1].cells[0]["value"] as? Double)
        let third = try await program.run(all: Self.common + ["--table", "5", "--markdown", "page.md"])
        #expect(third.status == 0, "\(third.errors)")
        let resumed = third.errors.split(separator: "\n").filter { $0.contains("going on from") }
        #expect(
            resumed.count == 9 && resumed.allSatisfy { $0.contains("1 epochs done") || $0.contains("2 epochs done") })
        #expect(third.output.contains("Table 5") && !third.output.contains("Table 4 on"))
        let other = try await program.run(all: Self.common + ["--table", "5", "--ablated", "seqrec-lstm", "--quiet"])
        #expect(other.status == 0 && other.output.contains(": SeqRec_LSTM, ablated"), "\(other.errors)")
    }

    /// A model of known users stands in the table of its own protocol, beside the one that was not measured.
    @Test func knownUsersStandApart() async throws {
        let program = try Program()
        defer { program.remove() }
        try prepare(program)
        let result = try await program.run(
            "reproduce", "seqrec", "--data", "ratings.dat", "--rows", "gc-mc", "--set", "model.iterations=5", "--set",
            "model.hiddenSize=10", "--threads", "1", "--quiet", "--json")
        #expect(result.status == 0, "\(result.errors)")
        let tables = try tables(result.output)
        try #require(tables.count == 1)
        #expect((tables[0]["title"] as? String)?.contains("users that are known") == true)
        let found = rows(tables[0])
        let simple = ["Constant", "Item mean", "User mean", "Biases"].map { "\($0), draw of GC-MC" }
        #expect(found.map(\.name) == ["GLocal-K"] + simple + ["GC-MC"])
        #expect(found[0].cells.allSatisfy { $0["value"] == nil })
        #expect(found[1...].allSatisfy { $0.cells.count == 3 && $0.cells.allSatisfy { $0["value"] is Double } })
        let notes = tables[0]["notes"] as? [String] ?? []
        #expect(notes.contains { $0.hasPrefix("GLocal-K was not measured") })
        #expect(notes.contains { $0.hasPrefix("GC-MC: ") && $0.contains("random-ratings") }, "\(notes)")
    }

    @Test func mistakesAreSaidBeforeAnythingIsRead() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("mine", to: "page.md")
        let unknown = try await program.run("reproduce", "seqrec", "--data", "none", "--rows", "seqrec,sqrec")
        #expect(unknown.status == 64 && unknown.errors.contains("no row 'sqrec'"), "\(unknown.errors)")
        #expect(unknown.errors.contains("seqrec-lstm-as-published") && unknown.errors.contains("gc-mc"))
        let both = try await program.run(
            "reproduce", "seqrec", "--data", "none", "--rows", "seqrec", "--table", "5")
        #expect(both.status == 64 && both.errors.contains("--ablated"), "\(both.errors)")
        let page = try await program.run("reproduce", "seqrec", "--data", "none", "--markdown", "page.md")
        #expect(page.status != 0 && page.errors.contains("not a file of this program"), "\(page.errors)")
        #expect(try String(contentsOfFile: program.path("page.md"), encoding: .utf8) == "mine")
    }
}
