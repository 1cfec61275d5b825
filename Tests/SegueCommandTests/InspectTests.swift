import Foundation
import SegueCore
import Testing

/// What `data inspect` tells of the way in which data was read.
@Suite struct InspectTests {
    @Test func theWayOfReadingIsShown() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("user_id;item_id;rating;timestamp\nu;i;4,5;1600000000900\nv;j;3;1600000000100\n", to: "a.csv")
        let report =
            "read as csv (separated by ;, decimal commas): user=user_id, item=item_id, time=timestamp (ms), "
            + "rating=rating, 2 rows"
        let text = try await program.run("data", "inspect", "a.csv")
        #expect(text.status == 0)
        #expect(text.errors == report + "\n")
        #expect(text.output.contains("user=u item=i time=2020-09-13T12:26:40.9Z rating=4.5"))
        let json = try await program.run("data", "inspect", "a.csv", "--json")
        let summary = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let rows = try #require(summary["firstRows"] as? [[String: Any]])
        #expect(rows.map { $0["item"] as? String } == ["i", "j"])
        let source = try #require(summary["source"] as? [String: Any])
        let interpretation = try #require(source["interpretation"] as? [String: Any])
        #expect(interpretation["delimiter"] as? String == ";")
        #expect(interpretation["times"] as? String == "ms")
    }

    @Test func standardInputIsRead() async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.shell(
            #"printf '1\t242\t3\t881250949\n1\t3\t4\t881250950\n' | segue data inspect -"#)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("stdin (movielens-100k): standard input\n"))
    }

    @Test(
        arguments: [
            ["--time-unit", "years"], ["--delimiter", "ab"], ["--date-format", "q"], ["--columns", "color=x"],
            ["--max-bad-rows", "-1"], ["--date-format", "d.M.yyyy", "--time-unit", "s"],
        ])
    func optionsThatMeanNothingAreRefused(_ options: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("user,item,time\nu,i,5\n", to: "a.csv")
        let name = "options"
        let result = try await program.finish(
            program.start(["data", "inspect", "a.csv"] + options, name: name), name: name)
        #expect(result.status == ExitCode.usage, "\(result.errors)")
    }
}
