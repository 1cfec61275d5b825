import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Attributes of items and users from files of one's own.
@Suite struct AttributeTests {
    private static let interactions = "user_id,item_id,timestamp\nu1,a,1\nu1,b,2\nu2,a,3\n"

    private func load(_ files: [String: String], options: ReadOptions = ReadOptions()) throws -> Dataset {
        let folder = try TemporaryFolder()
        for (name, text) in files { try Data(text.utf8).write(to: folder.url.appendingPathComponent(name)) }
        var options = options
        func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }
        options.itemAttributes = options.itemAttributes.map(path)
        options.userAttributes = options.userAttributes.map(path)
        let main = ["log.inter", "log.csv"].first { files[$0] != nil } ?? ""
        return try Dataset.load(path(main), options: options)
    }

    private static let itemTables: [(String, String)] = [
        ("items.csv", "item_id,title,genres,price,color\na,\"Alien, the\",Horror|SF,3.5,red\nb,Brazil,SF,,\n"),
        ("items.tsv", "price\tcolor\tTitle\titem_id\tgenres\n3.5\tred\tAlien, the\ta\tHorror|SF\n\t\tBrazil\tb\tSF\n"),
        ("items.csv", "id;name;category;price;color\r\na;Alien, the;Horror|SF;3.5;red\r\nb;Brazil;SF;;\r\n"),
        (
            "items.jsonl",
            #"{"item_id":"a","title":"Alien, the","genres":["Horror","SF"],"price":3.5,"color":"red"}"#
                + "\n\n" + #"{"item_id":"b","title":"Brazil","genres":["SF"],"price":null}"# + "\n"
        ),
        (
            "items.jsonl",
            #"{"item_id":"a","title":"Alien, the","genres":["Horror","SF"],"price":3.5,"color":"red"}"#
                + "\r" + #"{"item_id":"b","title":"Brazil","genres":["SF"]}"# + "\r"
        ),
        (
            "items.json",
            #"[{"item_id":"a","title":"Alien, the","genres":["Horror","SF"],"price":3.5,"color":"red"},"#
                + #"{"item_id":"b","title":"Brazil","genres":["SF"]}]"#
        ),
    ]

    @Test(arguments: itemTables) func itemsAreReadFromAnyTable(_ name: String, _ text: String) throws {
        for options in [ReadOptions(), ReadOptions(loadsCatalogs: false, itemAttributes: name)] {
            let catalog = try load(["log.csv": Self.interactions, name: text], options: options).catalog
            #expect(catalog.title(of: "a") == "Alien, the")
            #expect(catalog.title(of: "b") == "Brazil")
            #expect(catalog.categories(of: "a") == ["Horror", "SF"])
            #expect(catalog.categories(of: "b") == ["SF"])
            #expect(catalog.number("price", of: "a") == 3.5)
            #expect(catalog.number("price", of: "b") == nil)
            #expect(catalog.text("color", of: "a") == "red")
        }
    }

    @Test func usersAreReadFromAnyTable() throws {
        let users = "age,user_id,gender\n31,u1,F\n,u2,M\n"
        let dataset = try load(["log.csv": Self.interactions, "users.csv": users])
        #expect(dataset.userCatalog.number("age", of: "u1") == 31)
        #expect(dataset.userCatalog.number("age", of: "u2") == nil)
        #expect(dataset.userCatalog.text("gender", of: "u2") == "M")
    }

    /// Atomic files with more than 64 columns, and with the identifier not in front.
    @Test func atomicFilesAreReadByTheirHeader() throws {
        let names = (0..<80).map { "f\($0):float" }
        let values = (0..<80).map { "\($0)" }
        let header = (names + ["movie_title:token_seq", "item_id:token", "class:token_seq"]).joined(separator: "\t")
        let row = (values + ["Alien the first", "a", "Horror SF"]).joined(separator: "\t")
        let dataset = try load([
            "log.inter": "user_id:token\titem_id:token\ttimestamp:float\nu1\ta\t1\nu1\tb\t2\n",
            "log.item": header + "\n" + row + "\n",
        ])
        #expect(dataset.catalog.title(of: "a") == "Alien the first")
        #expect(dataset.catalog.categories(of: "a") == ["Horror", "SF"])
        #expect(dataset.catalog.number("f79", of: "a") == 79)
        #expect(dataset.catalog.title(of: "0") == nil)
    }

    /// Titles and categories that stand in the interactions themselves.
    @Test(arguments: [
        ("log.csv", "user_id,title,item_id,genres\nu1,\"Alien, the\",a,Horror|SF\nu2,Other,a,War\nu2,Brazil,b,SF\n"),
        (
            "log.csv",
            #"{"user_id":"u1","title":"Alien, the","item_id":"a","genres":"Horror|SF"}"# + "\n"
                + #"{"user_id":"u2","title":"Brazil","item_id":"b","genres":"SF"}"# + "\n"
        ),
    ])
    func titlesInTheRowsAreRead(_ name: String, _ text: String) throws {
        let dataset = try load([name: text])
        #expect(dataset.catalog.title(of: "a") == "Alien, the")
        #expect(dataset.catalog.title(of: "b") == "Brazil")
        #expect(dataset.catalog.categories(of: "a") == ["Horror", "SF"])
        #expect(dataset.log.source.interpretation?.names(of: "title") == ["title"])
    }

    /// A table whose ids are nobody's is said to be so.
    @Test func foreignIdsAreNoted() throws {
        let files = [
            "log.csv": Self.interactions, "titles.csv": "item_id,title\n1,x\n", "ages.csv": "user_id,age\nu1,3\n",
        ]
        let dataset = try load(files, options: ReadOptions(itemAttributes: "titles.csv", userAttributes: "ages.csv"))
        #expect(dataset.log.source.notes.count == 1)
        #expect(dataset.log.source.notes.first?.hasPrefix("no item of ") == true)
    }

    @Test func malformedTablesAreNamed() throws {
        func message(_ name: String, _ text: String) -> String {
            do {
                _ = try load(["log.csv": Self.interactions, name: text])
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(message("items.csv", "item_id,title\na,x\n,y\n").contains("items.csv:3:1: no item_id"))
        #expect(message("items.csv", "item_id,title\na,x,z\n").contains("items.csv:2:1: expected 2 columns, found 3"))
        #expect(message("items.csv", "nothing\n").contains("expected a header"))
        #expect(message("items.jsonl", "{\"item_id\":1}\n[]\n").contains("items.jsonl:2:1: expected a JSON object"))
        #expect(message("items.json", "[1]").contains("array of objects"))
        #expect(throws: ReadError.self) {
            try load(["log.csv": Self.interactions], options: ReadOptions(itemAttributes: "missing.csv"))
        }
    }

    /// However the path is written, a file of interactions does not describe its own items.
    @Test func interactionsCalledItemsAreNoAttributes() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("items.csv", Self.interactions)
        let roundabout = "\(folder.url.path)/../\(folder.url.lastPathComponent)/items.csv"
        for written in [path, "\(folder.url.path)/./items.csv", roundabout] {
            #expect(try Dataset.load(written).catalog.isEmpty, "\(written)")
        }
    }
}
