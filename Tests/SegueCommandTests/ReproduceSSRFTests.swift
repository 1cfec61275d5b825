import Foundation
import Testing

/// SSRF's tables and figures from outside.
@Suite struct ReproduceSSRFTests {
    private static let common = [
        "reproduce", "ssrf", "--data", "clicks.csv", "--seeds", "1", "--threads", "1", "--set", "training.epochs=2",
        "--set", "training.batchSize=64", "--set", "evaluation.resamples=100", "--output", "out",
    ]

    private struct Table: Decodable {
        struct Row: Decodable {
            struct Cell: Decodable {
                let value, published: Double?
            }
            let name: String
            let cells: [Cell]
        }
        struct Column: Decodable { let title: String }
        let title: String
        let columns: [Column]
        let rows: [Row]
        let notes: [String]

        func value(_ row: String, _ column: String) throws -> Double? {
            let index = try #require(columns.firstIndex { $0.title == column }, "\(title): \(column)")
            return try #require(rows.first { $0.name == row }, "\(title): \(row)").cells[index].value
        }
    }

    private func tables(_ text: String) throws -> [Table] {
        try JSONDecoder().decode([Table].self, from: Data(text.utf8))
    }

    private func run(_ program: Program, _ more: String...) async throws -> Program.Result {
        try await program.run(all: Self.common + more)
    }

    @Test func allRowsAndFigures() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeClicks()
        let result = try await run(
            program, "--samplers", "uniform,with-repeats", "--other-rows", "constant,both-counts,fm,ssrf", "--lines",
            "fm,ssrf", "--weights", "1,3", "--json", "--quiet", "--markdown", "page.md")
        #expect(result.status == 0, "\(result.errors)")
        let tables = try tables(result.output)
        try #require(tables.count == 8, "\(tables.map(\.title))")
        let names = [
            "Constant", "Popularity", "User × category", "Both counts", "LR", "FM", "AFM", "NFM", "Wide & Deep",
            "DeepFM",
            "DCN", "DCN V2", "AutoInt", "AutoInt+", "NeuMF", "DIN", "DIEN", "BST", "SSRF", "SSRF-UC", "SSRF-O",
            "DeepFM, recency and users", "DIN, recency and users",
            "Blend of both",
        ]
        let two = tables[0]
        #expect(two.rows.map(\.name) == names && two.title.hasSuffix("negatives drawn uniformly"))
        #expect(two.rows.map { $0.cells[0].published }[5] == 0.698 && two.rows[18].cells[0].published == 0.88)
        #expect(try two.value("Constant", "AUC") == 0.5)
        #expect(try two.value("SSRF", "AUC published for Retailrocket") == 0.912)
        #expect(try two.value("BST", "AUC published for Retailrocket") == nil)
        // Eq. 15 by the table's own AUCs.
        for (metric, column) in [("AUC", "RelaImpr of AUC, %"), ("User AUC", "RelaImpr of User AUC, %")] {
            let base = try #require(try two.value("FM", metric))
            try #require(base > 0.5)
            #expect(try two.value("FM", column) == 0)
            let own = try #require(try two.value("SSRF", metric))
            let expected = ((own - 0.5) / (base - 0.5) - 1) * 100
            #expect(try abs(#require(try two.value("SSRF", column)) - expected) < 1e-9)
        }
        let rivals = tables[1]
        #expect(rivals.rows.map(\.name) == names.filter { $0 != "SSRF" })
        let difference = try #require(try rivals.value("FM", "AUC − SSRF's"))
        let (base, own) = (try two.value("FM", "AUC"), try two.value("SSRF", "AUC"))
        #expect(try abs(difference - (#require(base) - #require(own))) < 1e-9)
        #expect(tables[2].title.hasSuffix("repeats kept"))
        #expect(tables[2].rows.map(\.name) == ["Constant", "Both counts", "FM", "SSRF"])
        let lists = tables[4]
        #expect(lists.rows.map(\.name) == ["FM", "SSRF", "SSRF-UC", "SSRF-O"])
        for (table, metric) in zip(tables[5...6], ["Pre@10", "Rec@10"]) {
            #expect(table.rows.map(\.name) == ["FM", "SSRF"])
            #expect(table.columns.map(\.title) == ["\(metric), weight 1", "\(metric), weight 3"])
            #expect(try table.value("SSRF", "\(metric), weight 1") == lists.value("SSRF", metric))
            #expect(table.rows.allSatisfy { $0.cells.allSatisfy { $0.value != nil } })
        }
        #expect(tables[7].title == "Table II as it was printed")
        let page = try String(contentsOfFile: program.path("page.md"), encoding: .utf8)
        #expect(page.contains("--samplers uniform,with-repeats --other-rows constant,both-counts,fm,ssrf --lines"))
        #expect(page.contains("* With negatives drawn uniformly, of the AUCs printed for Alibaba there come out"))
        #expect(page.contains("* The printed RelaImpr is not that of Eq. 15"))
        for figure in 2...5 {
            #expect(page.contains("](page-figure-\(figure).svg)"))
            let svg = try String(contentsOfFile: program.path("page-figure-\(figure).svg"), encoding: .utf8)
            #expect(svg.contains("Figure \(figure)") && svg.contains(figure < 4 ? ">FM</text>" : ">SSRF-UC</text>"))
        }
        for file in ["tables.md", "report.html", "figure-2.svg", "uniform/din-taobao/recipe.json"] {
            #expect(FileManager.default.fileExists(atPath: program.path("out/\(file)")), "\(file)")
        }
    }

    /// Row after row into one folder: what is complete is taken from there, with weights too.
    @Test func rowsOneAfterTheOther() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeClicks()
        let first = try await run(
            program, "--samplers", "uniform", "--rows", "fm", "--figures", "2", "--weights", "2", "--json")
        #expect(first.status == 0, "\(first.errors)")
        #expect(!first.errors.contains("going on from"))
        let second = try await run(
            program, "--samplers", "uniform", "--rows", "ssrf-uc,fm", "--figures", "2,4", "--weights", "1,2", "--json")
        #expect(second.status == 0, "\(second.errors)")
        let resumed = second.errors.split(separator: "\n").filter { $0.contains("going on from") }
        #expect(resumed.count == 2 && resumed.allSatisfy { $0.contains("Factorization") || $0.contains("FM") })
        let (before, after) = (try tables(first.output), try tables(second.output))
        #expect(after[0].rows.map(\.name) == ["FM", "SSRF-UC"])
        #expect(try before[0].value("FM", "AUC") == after[0].value("FM", "AUC"))
        let weights = (before.first { $0.title.contains("Figure 2") }, after.first { $0.title.contains("Figure 2") })
        let column = "Pre@10, weight 2"
        #expect(try #require(weights.0).value("FM", column) == #require(weights.1).value("FM", column))
        #expect(before[0].notes.contains { $0.contains("RelaImpr") })
        // Without FM there is nothing to measure RelaImpr from.
        let alone = try await run(program, "--samplers", "uniform", "--rows", "constant", "--figures", "none", "--json")
        let table = try #require(try tables(alone.output).first, "\(alone.errors)")
        #expect(!table.columns.contains { $0.title.hasPrefix("RelaImpr") })
        #expect(table.notes.contains { $0.contains("--rows fm adds it") })
    }

    @Test(arguments: [
        (["--rows", "fm,ssfr"], "no row 'ssfr'"), (["--samplers", "uniform,random"], "some of uniform, popularity"),
        (["--samplers", "uniform,uniform"], "each once"), (["--figures", "6"], "some of 2, 3, 4, 5"),
        (["--weights", "1,x"], "--weights: expected different numbers"), (["--weights", "2,2"], "different numbers"),
        (["--lines", "none"], "--lines: there is no row 'none'"), (["--other-rows", ","], "--other-rows names no row"),
    ])
    func mistakesAreSaidBeforeAnythingIsRead(options: [String], problem: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.run(all: ["reproduce", "ssrf", "--data", "none"] + options)
        #expect(result.status == 64 && result.errors.contains(problem), "\(result.errors)")
    }

    /// Neither a page nor a figure beside it that somebody else wrote is replaced; data of views alone has no weights.
    @Test func whatCannotBeIsSaid() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("mine", to: "page.md")
        let page = try await program.run("reproduce", "ssrf", "--data", "none", "--markdown", "page.md")
        #expect(page.status != 0 && page.errors.contains("not a file of this program"), "\(page.errors)")
        try program.write("<svg>mine</svg>", to: "new-figure-2.svg")
        let figure = try await program.run("reproduce", "ssrf", "--data", "none", "--markdown", "new.md")
        #expect(figure.status != 0 && figure.errors.contains("new-figure-2.svg"), "\(figure.errors)")
        #expect(try String(contentsOfFile: program.path("new-figure-2.svg"), encoding: .utf8) == "<svg>mine</svg>")
        try program.writeClicks(kinds: ["pv"])
        let views = try await run(
            program, "--samplers", "uniform", "--rows", "fm", "--figures", "3", "--weights", "2", "--quiet")
        #expect(views.status != 0 && views.errors.contains("cart") && views.errors.contains("pv"), "\(views.errors)")
    }
}
