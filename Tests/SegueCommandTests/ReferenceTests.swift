import Foundation
import Testing

/// The pages of docs/reference, and the commands that tell the same.
@Suite struct ReferenceTests {
    @Test func thePagesAreThoseOfTheCode() async throws {
        let program = try Program()
        defer { program.remove() }
        let written = try await program.run("reference", "--output", "pages")
        #expect(written.status == 0, "\(written.errors)")
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/reference")
        let names = try FileManager.default.contentsOfDirectory(atPath: program.path("pages")).sorted()
        #expect(names == ["commands.md", "formats.md", "models.md", "protocols.md", "recipes.md"])
        for name in names {
            let made = try String(contentsOfFile: program.path("pages/\(name)"), encoding: .utf8)
            let kept = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            #expect(made == kept, "docs/reference/\(name) is out of date: run `make reference`")
        }
    }

    @Test func commandsTellTheSame() async throws {
        let program = try Program()
        defer { program.remove() }
        let keys = try await program.run("recipes", "keys")
        #expect(keys.output.contains("training.optimizer.learningRate (a number; default 0.001)"), "\(keys.output)")
        let model = try await program.run("recipes", "keys", "item-knn")
        #expect(model.output.contains("model.neighborCount (a whole number; default 100)"), "\(model.output)")
        #expect(try await program.run("protocols").output.contains("D: Donkers 2017"))
        #expect(try await program.run("formats").output.contains("movielens-dat"))
    }

    @Test func theCacheRemovesOnlyItsOwn() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writeRatings(users: 4)
        #expect(try await program.run("data", "inspect", "ratings.dat").status == 0)
        let own = try FileManager.default.contentsOfDirectory(atPath: program.path("cache")).filter {
            $0.hasSuffix(".segue-log")
        }
        #expect(own.count == 1)
        let foreign = ["notes.segue-log", "a.txt", "\(String(repeating: "0", count: 32)).segue-log.bak", ".hidden"]
        for name in foreign { try program.write("mine", to: "cache/\(name)") }
        let leftover = "\(String(repeating: "a", count: 32)).segue-log.Xy1234.partial"
        try program.write("half", to: "cache/\(leftover)")
        let folder = program.path("cache/\(String(repeating: "b", count: 32)).segue-log")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let list = try await program.run("cache")
        #expect(list.output.contains(own[0]) && list.output.contains("2 files"), "\(list.output)")
        #expect(!list.output.contains("a.txt"))
        let json = try await program.run("cache", "list", "--json")
        let year = try #require(Calendar(identifier: .gregorian).dateComponents([.year], from: Date()).year)
        #expect(json.output.contains("\"written\" : \"\(year)-"), "\(json.output)")
        let young = try await program.run("cache", "clear", "--older-than", "1")
        #expect(young.output.contains("removed 0 files"), "\(young.output)")
        let cleared = try await program.run("cache", "clear")
        #expect(cleared.status == 0 && cleared.output.contains("removed 2 files"), "\(cleared.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: program.path("cache")).sorted()
        #expect(left == (foreign + [URL(fileURLWithPath: folder).lastPathComponent]).sorted())
        #expect(try await program.run("cache", "path").output == program.path("cache") + "\n")
        #expect(try await program.run("cache", "clear", "--older-than", "-1").status == 64)
    }
}
