import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Delimiters, decimal commas, line ends, blank lines, encodings.
@Suite struct TextFormTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func log(_ text: String, _ options: ReadOptions = ReadOptions()) throws -> InteractionLog {
        try Dataset.load(folder.file("data.txt", text), options: options).log
    }

    private static let rows = [
        ["user_id", "item_id", "rating", "timestamp"], ["u 1", "i", "4.5", "7"], ["v", "j", "3", "6"],
    ]

    @Test(arguments: [",", ";", "|", "\t", "::", "^", "~"])
    func everyDelimiterIsRead(_ delimiter: String) throws {
        let text = Self.rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n")
        let options =
            ["^", "~"].contains(delimiter) ? ReadOptions(delimiter: try Delimiter(parsing: delimiter)) : ReadOptions()
        #expect(try log(text, options).lines == ["u 1 i 7 4.5", "v j 6 3.0"])
    }

    @Test func delimitersAreNamed() throws {
        let names: [(String, Delimiter)] = [
            ("comma", .comma), (";", .semicolon), ("pipe", .pipe), ("tab", .tab), ("\\t", .tab), ("\t", .tab),
            ("space", .blanks), (" ", .blanks), ("::", .colons),
        ]
        for (name, delimiter) in names { #expect(try Delimiter(parsing: name) == delimiter) }
        #expect(try Delimiter(parsing: "\\x01").description == "\\x01")
        for name in ["", "ab", "a", "5", "\"", ".", "-", "\n", "é", "\\xzz", "\\x0A"] {
            #expect(throws: ReadError.self) { try Delimiter(parsing: name) }
        }
        let wrong = ReadOptions(formatName: "jsonl", delimiter: .comma)
        #expect(readError(try folder.file("x", "{\"user\":1,\"item\":2}"), wrong)?.problem.contains("jsonl") == true)
    }

    @Test func theDelimiterThatIsGivenWins() throws {
        let text = "user_id;item,x;y,user,item\n1;2,3;4,u,i\n"
        #expect(try log(text, ReadOptions(delimiter: .comma)).lines == ["u i"])
    }

    @Test func decimalCommasAreRecognizedFromTheRatings() throws {
        let text = "user_id;movie;rating;date\n1;10;4,5;31.12.2020\n1;11;3;01.01.2021\n"
        let log = try log(text, ReadOptions(datePattern: DatePattern(parsing: "dd.MM.yyyy")))
        #expect(log.lines == ["1 10 1609372800 4.5", "1 11 1609459200 3.0"])
        #expect(try self.log("user;item;rating;time\nu;i;4,5;7,25\n").lines == ["u i 7.25 4.5"])
        let quoted = "user,item,rating\nu,i,\"4,5\"\n"
        #expect(try self.log(quoted, ReadOptions(usesDecimalComma: true)).lines == ["u i 4.5"])
        #expect(readError(try folder.file("q.csv", quoted))?.problem.contains("--decimal-comma") == true)
    }

    @Test func commasThatCouldBeTwoThingsAreRefused() throws {
        let thousands = try folder.file("t.csv", "user;item;rating\nu;i;1,234\nu;j;5,678\n")
        #expect(readError(thousands)?.problem.contains("between thousands") == true)
        #expect(
            try Dataset.load(thousands, options: ReadOptions(usesDecimalComma: true)).log.lines == [
                "u i 1.234", "u j 5.678",
            ])
        for row in ["4.5", "1.234,5", "1,2,3"] {
            let path = try folder.file("p.csv", "user;item;rating\nu;i;4,5\nu;j;\(row)\n")
            #expect(readError(path, ReadOptions(usesDecimalComma: true))?.line == 3)
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func linesEndInEveryWay(_ end: String) throws {
        let texts: [(String, [String])] = [
            ("user_id,item_id@u,i@@v,j@", ["u i", "v j"]), ("user_id,item_id@u,\"a@b\"@v,j", ["u a\(end)b", "v j"]),
            ("1::2::3::4@5::6::1::2", ["1 2 4 3.0", "5 6 2 1.0"]), ("9 8@7 9 9@", ["1 9", "1 8", "2 7", "2 9", "2 9"]),
            ("{\"user\":\"u\",\"item\":\"i\"}@@{\"user\":\"v\",\"item\":\"j\"}@", ["u i", "v j"]),
            ("1 5@1 3@2 5@", ["1 5", "1 3", "2 5"]),
        ]
        for (text, lines) in texts {
            #expect(
                try log(text.split(separator: "@", omittingEmptySubsequences: false).joined(separator: end)).lines
                    == lines)
        }
    }

    @Test func lineEndsMayBeMixed() throws {
        let path = try folder.file("m.csv", "\r\nuser_id,item_id\ra,b\nc,d\r\ne,f\rg\r\nh,i")
        #expect(
            try Dataset.load(path, options: ReadOptions(maximumBadRows: 1)).log.lines == ["a b", "c d", "e f", "h i"])
        #expect(readError(path)?.line == 6)
        let quoted = try folder.file("q.csv", "user_id,item_id\r\"a\rb\",c\r\n\"d\"x,e\rf,g\n")
        #expect(try Dataset.load(quoted, options: ReadOptions(maximumBadRows: 1)).log.lines == ["a\rb c", "f g"])
        #expect(readError(quoted)?.line == 4)
    }

    @Test func blankLinesAreNothing() throws {
        for blank in ["\n", "  \n", "\t\n", "\r\n", "\n \n\n"] {
            #expect(try log("\(blank)user_id,item_id\n\(blank)1,2\n\(blank)").lines == ["1 2"])
            #expect(try log("\(blank)1::2::3::4\n\(blank)1::3::3::5\n").lines == ["1 2 4 3.0", "1 3 5 3.0"])
        }
        let path = try folder.file("b.csv", "\n\nuser_id,item_id,timestamp\n\n1,2,3\n\n1,2,x\n")
        #expect(readError(path)?.line == 7)
        let header = readError(try folder.file("h.csv", "\n\nuser_id,what\n1,2\n"))
        #expect(header?.line == 3)
    }

    /// The empty rows of a spreadsheet; the header after them is no interaction.
    @Test(arguments: [",,\n", ",,,,\n", " , ,\t\n", "\"\",\"\",\n", ",\n\n,,\r\n"])
    func rowsOfDelimitersAreNothing(_ blank: String) throws {
        #expect(try log("\(blank)user_id,item_id,rating\n1,2,3\n\(blank)").lines == ["1 2 3.0"])
        #expect(try log("\(blank)user_id,item_id,rating\n\"1\",2,3\n\(blank)").lines == ["1 2 3.0"])
        let tabs = blank.replacingOccurrences(of: ",", with: "\t")
        #expect(try log("\(tabs)user_id\titem_id\trating\n1\t2\t3\n").lines == ["1 2 3.0"])
    }

    /// What is no blank to the reader is none when the header is looked for.
    @Test func aRowOfOtherSpacesHidesNoHeader() throws {
        for space in ["\u{0C}", "\u{A0}", "\u{0B}"] {
            let path = try folder.file("s.csv", "\(space)\nuser_id,item_id\n1,2\n")
            #expect(readError(path)?.problem.contains("no header") == true)
        }
        let path = try folder.file("q.csv", "\"x\"y,z\nuser_id,item_id\n1,2\n")
        #expect(readError(path)?.line == 1)
        #expect(try Dataset.load(path, options: ReadOptions(maximumBadRows: 1)).log.lines == ["1 2"])
    }

    @Test func anUnknownDelimiterLeadsToItsOption() throws {
        let path = try folder.file("u.csv", "user_id~item_id\n1~2\n")
        #expect(readError(path)?.remedy.contains("--delimiter") == true)
    }

    @Test func marksAndEncodingsAreUnderstood() throws {
        let text = "user_id,item_id\nä🎬,b\n"
        let plain = try log("\u{FEFF}" + text)
        #expect(plain.lines == ["ä🎬 b"])
        for (encoding, mark) in [(String.Encoding.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF])] {
            let bytes = try #require(text.data(using: encoding))
            let path = try folder.file("w.csv", Data(mark.map { UInt8($0) }) + bytes)
            #expect(try Dataset.load(path).log.lines == ["ä🎬 b"])
            let cut = try folder.file("cut.csv", Data(mark.map { UInt8($0) }) + bytes.dropLast())
            #expect(readError(cut)?.problem.contains("half a character") == true)
            let bare = try #require(readError(try folder.file("bare.csv", bytes)))
            #expect(bare.kind == .format && bare.remedy.contains("iconv"))
        }
        let nul = try folder.file("n.csv", "user_id,item_id\nu\0,i\nlonger text follows here,so that zeros are few\n")
        #expect(readError(nul)?.problem.contains("without NUL") == true)
    }

    /// A search to the end of the text for every line would take minutes here.
    @Test func carriageReturnsAloneEndManyLines() throws {
        let count = 200_000
        let sessions = try log(String(repeating: "7 8\r", count: count), ReadOptions(formatName: "sessions"))
        #expect(sessions.count == 2 * count && sessions.userCount == count)
        let objects = try log(String(repeating: #"{"user":1,"item":2}"# + "\r", count: count / 4))
        #expect(objects.count == count / 4)
    }

    @Test func everyLineEndIsFound() {
        let text = Array("a\r\nbc\rdefghijkl\n\r\n\r\r0123456789\r\nend\r".utf8)
        text.withUnsafeBytes { bytes in
            let lineEnds = LineEnds(of: bytes)
            var (lines, position): ([String], Int) = ([], 0)
            while position < bytes.count {
                let (end, next) = lineEnds.lineEnd(in: bytes, from: position)
                lines.append(String(bytes: bytes[position..<end], encoding: .utf8) ?? "?")
                position = next
            }
            #expect(lines == ["a", "bc", "defghijkl", "", "", "", "0123456789", "end"])
            #expect(lineEnds.count(in: bytes) == 8)
        }
    }
}
