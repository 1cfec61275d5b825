import Foundation
import Testing

/// No number is mislabeled: what the program prints and saves beside a result is what ran.
@Suite struct LabelTests {
    static let small = """
        user_id,item_id,timestamp
        u1,a,1
        u1,b,2
        u1,c,3
        u1,d,4
        u2,a,1
        u2,c,2
        u2,b,3
        u2,e,4
        u3,b,1
        u3,a,2
        u3,e,3
        u3,c,4
        """

    private func withProgram(_ recipe: String, _ body: (Program) async throws -> Void) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.small, to: "t35.csv")
        try program.write(recipe, to: "r.yaml")
        try await body(program)
    }

    private static func record(_ data: Data) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return try #require((object?["protocolDescription"] ?? object?["protocolRecord"]) as? [String: Any])
    }

    @Test func aLetterIsGivenOnlyWhereNothingDeparts() async throws {
        let recipe = """
            models: [{name: popularity}]
            split: {strategy: leave-last-out}
            evaluation: {cutoffs: [5], protocolLetter: A}
            """
        try await withProgram(recipe) { program in
            let trained = try await program.run("train", "r.yaml", "--data", "t35.csv", "--output", "b", "--quiet")
            #expect(trained.status == 0, "\(trained.errors)")
            #expect(trained.output.contains("like protocol A (SASRec/BERT4Rec), departing in"))
            let metrics = try Data(contentsOf: program.directory.appendingPathComponent("b/metrics.json"))
            let saved = try Self.record(metrics)
            #expect(saved["letter"] == nil)
            #expect(saved["name"] as? String == "like protocol A (SASRec/BERT4Rec)")
            let departures = saved["departures"] as? [String]
            #expect(departures?.first == "filters: none instead of 5-core users and items")
            #expect((saved["filters"] as? [String])?.isEmpty == true)
            let compared = try await program.run("compare", "r.yaml", "--data", "t35.csv", "--output", "c", "--quiet")
            #expect(compared.status == 0, "\(compared.errors)")
            let table = try Data(contentsOf: program.directory.appendingPathComponent("c/table.json"))
            #expect(try Self.record(table)["departures"] as? [String] == departures)
            let report = try String(
                contentsOf: program.directory.appendingPathComponent("c/report.html"), encoding: .utf8)
            #expect(report.contains("departing in filters: none instead of 5-core users and items"))
            // No letter by default: what training did, whatever the program's own favorite is.
            let again = try await program.run("evaluate", "b", "--data", "t35.csv", "--json")
            #expect(try Self.record(Data(again.output.utf8))["departures"] as? [String] == departures)
        }
    }

    /// One test event is left: d and e occur in the test part alone.
    @Test func oneUserHasNoInterval() async throws {
        let recipe = """
            models: [{name: popularity}, {name: item-knn}, {name: item-knn}]
            split: {strategy: leave-last-out}
            evaluation: {cutoffs: [1, 2, 3, 4, 5, 6, 7]}
            """
        try await withProgram(recipe) { program in
            let result = try await program.run("compare", "r.yaml", "--data", "t35.csv", "--reference", "Popularity")
            #expect(result.status == 0, "\(result.errors)")
            #expect(!result.output.contains("±"))
            #expect(result.output.contains("No intervals: 1 user cannot tell"))
            #expect(result.output.contains("No significance test against Popularity"))
            #expect(result.output.contains("Item-based k-NN (2)"))
            #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(result.output)")
            #expect(!result.output.contains("Protocol"), "leave-last-out with seen items is no published protocol")
        }
    }

    @Test func anUnknownReferenceIsAnError() async throws {
        try await withProgram("models: [{name: popularity}, {name: item-knn}]") { program in
            let result = try await program.run("compare", "r.yaml", "--data", "t35.csv", "--reference", "Popularty")
            #expect(result.status == 64)
            #expect(result.errors.contains("did you mean 'Popularity'?"))
            #expect(result.errors.contains("Item-based k-NN"))
            let reproduced = try await program.run(
                "reproduce", "user-gru", "--recipe", "r.yaml", "--data", "t35.csv")
            #expect(reproduced.status == 64 && reproduced.errors.contains("Standard GRU"), "\(reproduced.errors)")
            let metric = try await program.run("compare", "r.yaml", "--data", "t35.csv", "--metric", "recal@20")
            #expect(metric.status == 64 && metric.errors.contains("did you mean 'recall@20'?"), "\(metric.errors)")
        }
    }

    @Test func metricsAreChosen() async throws {
        try await withProgram("models: [{name: popularity}]") { program in
            let result = try await program.run(
                "compare", "r.yaml", "--data", "t35.csv", "--metric", "coverage@2", "--metric", "mrr@3", "--json")
            #expect(result.status == 0, "\(result.errors)")
            let table = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            let columns = table?["columns"] as? [[String: Any]]
            #expect(columns?.compactMap { $0["title"] as? String } == ["Coverage@2", "MRR@3"])
        }
    }

    @Test func evaluationOnOtherColumnsIsRefused() async throws {
        try await withProgram("models: [{name: popularity}]\nsplit: {strategy: leave-last-out}") { program in
            try program.write(
                "a,b,t1,t2\nu,x,1,9\nu,y,2,8\nu,x,3,7\nu,z,4,6\nv,x,1,9\nv,y,2,8\nv,z,3,7\nv,x,4,6\n", to: "d.csv")
            let columns = "user=a,item=b,time=t1"
            let trained = try await program.run(
                "train", "r.yaml", "--data", "d.csv", "--columns", columns, "--output", "b", "--quiet")
            #expect(trained.status == 0, "\(trained.errors)")
            let same = try await program.run("evaluate", "b", "--data", "d.csv", "--columns", columns)
            #expect(same.status == 0, "\(same.errors)")
            for other in ["user=a,item=b,time=t2", "user=b,item=a,time=t1", "user=a,item=b,time=t1,rating=t2"] {
                let result = try await program.run("evaluate", "b", "--data", "d.csv", "--columns", other)
                #expect(result.status == 65, "\(other)")
                #expect(result.errors.contains("read otherwise than for training"), "\(result.errors)")
                #expect(result.errors.contains(" instead of "))
            }
        }
    }

    @Test func nothingToTestIsSaid() async throws {
        try await withProgram("models: [{name: popularity}]\nsplit: {strategy: leave-last-out}") { program in
            try program.write("user_id,item_id\nu,x\nu,y\nv,x\n", to: "short.csv")
            let result = try await program.run("train", "r.yaml", "--data", "short.csv", "--output", "b", "--quiet")
            #expect(result.status == 0)
            #expect(result.errors.contains("nothing can be tested"))
            #expect(result.errors.contains("the longest of 2 sequences has 2 interactions"))
            #expect(result.errors.contains("has no times: the order of its rows stands for the order of events"))
            #expect(result.output.contains("Nothing was tested"))
            let evaluated = try await program.run("evaluate", "b", "--data", "short.csv")
            #expect(evaluated.status == 0 && evaluated.errors.contains("nothing can be tested"))
        }
    }
}
