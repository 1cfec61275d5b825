import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Lines of words between blanks: pairs, rows, sessions, users with their items, or refused.
@Suite struct BlankLineFormatTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func log(_ text: String, format: String? = nil) throws -> InteractionLog {
        try Dataset.load(folder.file("data.txt", text), options: ReadOptions(formatName: format)).log
    }

    @Test(
        arguments: [
            (
                "1 10 5 978300760\n1 11 4 978300761\n2 10 3 978300762\n", "user-item-rating",
                ["1 10 978300760 5.0", "1 11 978300761 4.0", "2 10 978300762 3.0"]
            ),
            ("1  10 5\n1 11\t4 \n2 10 3\n", "user-item-rating", ["1 10 5.0", "1 11 4.0", "2 10 3.0"]),
            ("1 10 978300762\n1 11 978300761\n", "user-item-rating", ["1 11 978300761", "1 10 978300762"]),
            ("ann toy 4.5\nbob car 3\n", "user-item-rating", ["ann toy 4.5", "bob car 3.0"]),
            (
                "1 5 6 7\n2 6 7\n3 5 8 9\n", "user-sessions",
                ["1 5", "1 6", "1 7", "2 6", "2 7", "3 5", "3 8", "3 9"]
            ),
            ("0 5 6 7\n1\n2 5\n", "user-sessions", ["0 5", "0 6", "0 7", "2 5"]),
            ("1 2 \n1 3 \n2 2 \n", "sasrec", ["1 2", "1 3", "2 2"]),
            ("1  2\n1  3\n2  2\n", "sasrec", ["1 2", "1 3", "2 2"]),
            (" 1\t2\r\n\r\n1 3\r\n", "sasrec", ["1 2", "1 3"]),
            ("9 8\n7  9 9 \n", "sessions", ["1 9", "1 8", "2 7", "2 9", "2 9"]),
            (
                "1 10 978300762000 5\n1 11 978300761000 4\n", "user-item-rating",
                ["1 11 978300761 4.0", "1 10 978300762 5.0"]
            ),
            ("50 60 70\n40 60 70\n", "sessions", ["1 50", "1 60", "1 70", "2 40", "2 60", "2 70"]),
        ])
    func formatsAreToldApart(_ text: String, _ format: String, _ lines: [String]) throws {
        let log = try log(text)
        #expect(log.source.formatName == format)
        #expect(log.lines == lines)
    }

    /// Each could be read in two ways, with other users and items.
    @Test(
        arguments: [
            ("1 5 6 7\n", ["sessions", "user-sessions"]), ("1 5 6 7\n4 6 7\n", ["sessions", "user-sessions"]),
            ("1\t2\t3\t4\t5\t6\t7\t8\n9\t10\t11\n", ["sessions", "user-sessions"]),
            ("1 5 6\n2 6 7\n3 5 8\n", ["user-item-rating", "sessions"]),
            ("1 10 5 0\n1 11 4 1\n2 10 3 2\n", ["user-item-rating", "sessions"]),
            ("2 5 6 7\n1 6 7\n3 5 8 9\n", ["sessions", "user-sessions"]),
        ])
    func whatStaysAmbiguousIsRefused(_ text: String, _ names: [String]) throws {
        let path = try folder.file("data.txt", text)
        let error = try #require(readError(path))
        #expect(error.kind == .format)
        for name in names {
            #expect(error.problem.contains(name) && error.remedy.contains("--format \(name)"), "\(error)")
            #expect(readError(path, ReadOptions(formatName: name)) == nil)
        }
    }

    /// Whoever names the format gets its rating and time, in the order of its description.
    @Test func theFormatThatIsNamedHasItsColumns() throws {
        #expect(try log("1 2 3\n1 4 5\n", format: "user-item-rating").lines == ["1 2 3.0", "1 4 5.0"])
        #expect(try log("1 10 5 8\n1 11 4 7\n", format: "user-item-rating").lines == ["1 11 7 4.0", "1 10 8 5.0"])
    }

    @Test func tabsSeparateTheItemsOfSessions() throws {
        let log = try log("1\t2\t3\t4\t5\t6\t7\t8\n9\t10\t11\n", format: "sessions")
        #expect(log.count == 11)
        #expect(log.lines.suffix(3) == ["2 9", "2 10", "2 11"])
        #expect(try self.log("u\ta b\nv c\nu d\n", format: "user-sessions").lines == ["u a", "u b", "u d", "v c"])
    }
}
