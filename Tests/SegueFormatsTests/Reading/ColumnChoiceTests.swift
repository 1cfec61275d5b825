import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Which column is which: by name, by position, by the header in any order, or refused.
@Suite struct ColumnChoiceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func log(_ text: String, _ columns: String = "", format: String? = nil) throws -> InteractionLog {
        let options = ReadOptions(formatName: format, columns: try ColumnMapping(parsing: columns))
        return try Dataset.load(folder.file("data.txt", text), options: options).log
    }

    private func error(_ text: String, _ columns: String = "", format: String? = nil) throws -> ReadError? {
        let options = ReadOptions(formatName: format, columns: try ColumnMapping(parsing: columns))
        return readError(try folder.file("data.txt", text), options)
    }

    @Test func numbersArePositionsInFilesWithoutHeader() throws {
        #expect(try log("1,2,3\n1,5,200\n3,5,300\n", "user=1,item=2,time=3").lines == ["1 2 3", "1 5 200", "3 5 300"])
        let rated = try log("1,29,4.0,1300000\n1,50,5.0,1300001\n2,29,1.0,1300005\n", "user=1,item=2,rating=3,time=4")
        #expect(rated.lines == ["1 29 1300000 4.0", "1 50 1300001 5.0", "2 29 1300005 1.0"])
        #expect(try log("1\t2\t3\t4\t5\n1\t7\t3\t5\t6\n", "user=1,item=2,time=3").lines == ["1 2 3", "1 7 3"])
        #expect(try log("5;a;x\n4;b;y\n", "user=3,item=2,time=1").lines == ["x a 5", "y b 4"])
        #expect(try log("5 a 2\n4 b 1\n", "user=2,item=1,time=3").lines == ["a 5 2", "b 4 1"])
    }

    @Test func numbersArePositionsInFilesWithHeader() throws {
        #expect(try log("when,who,what\n9,u,i\n", "user=2,item=3,time=1").lines == ["u i 9"])
        #expect(try log("a\tb\tc\nu\ti\t3\nv\tj\t4\n", "user=1,item=2,time=3").lines == ["u i 3", "v j 4"])
        // Only a name that stands in a header goes before the position.
        #expect(try log("user_id,item_id,2\nu,i,x\n", "context=2").lines == ["u i x"])
        #expect(try log("user_id,item_id,kind\nu,i,x\n", "context=3").lines == ["u i x"])
    }

    @Test func formatsWithFixedPositionsObey() throws {
        let rows = "1\t10\t1000\t5\n1\t11\t2000\t4\n2\t10\t1500\t3\n"
        #expect(
            try log(rows, "user=1,item=2,time=3,rating=4").lines == ["1 10 1000 5.0", "1 11 2000 4.0", "2 10 1500 3.0"])
        #expect(
            try log(rows, "user=2,item=1,time=3", format: "movielens-100k").lines == [
                "10 1 1000", "10 2 1500", "11 1 2000",
            ])
        #expect(try log("1::2::3::4\n", "user=2,item=1").lines == ["2 1 4 3.0"])
        #expect(try log("1 5\n2 6\n", "user=2,item=1").lines == ["5 1", "6 2"])
        let taobao = try log("1,100,7,pv,15\n", "user=3,item=2")
        #expect(taobao.lines == ["7 100 15 pv"])
        #expect(taobao.contextColumns.isEmpty)
    }

    @Test(
        arguments: [
            ("userId,movieId,rating,timestamp\n1,10,5,1000\n", "user=nosuch", nil, "no column \"nosuch\""),
            ("1::2::3::4\n", "user=who", nil, "no column \"who\""), ("1::2::3::4\n", "user=5", nil, "no column \"5\""),
            ("7 8 9\n1 2\n", "user=1,item=2", "sessions", "the format sessions has no columns"),
            ("1 8 9\n2 2\n", "item=1", "user-sessions", "the format user-sessions has no columns"),
            ("1 8 9\n2 2\n", "item=1", "prefix-target", "the format prefix-target has no columns"),
            ("user,item,c\nu,i,1\n", "context=c,context=3", nil, "\"3\" is kept twice"),
            (#"{"user":"u","item":"i"}"#, "user=1", nil, "no column \"1\""),
            ("user,item,item\nu,i,j\n", "item=item", nil, "2 columns are named \"item\""),
            ("user,item\nu,i\n", "user=item,item=item", nil, "given two roles"),
            ("user,item,when\nu,i,3\n", "time=whn", nil, "Did you mean \"when\"?"),
            ("1,2,3\n4,5,6\n", "", nil, "no header that tells which is the user"),
            ("user_id,thing,rating\nu,i,3\n", "", nil, "no column is known to be the item"),
        ])
    func whatCannotBeObeyedIsRefused(_ text: String, _ columns: String, _ format: String?, _ words: String) throws {
        let found = try #require(try error(text, columns, format: format))
        #expect(found.description.contains(words), "\(found)")
        #expect([64, 65].contains(found.exitCode))
    }

    @Test func headersAreRecognizedInAnyOrder() throws {
        #expect(
            try log("user_id\titem_id\trating\ttimestamp\n1\t10\t5\t1000\n1\t11\t4\t2000\n2\t10\t3\t1500\n").lines
                == ["1 10 1000 5.0", "1 11 2000 4.0", "2 10 1500 3.0"])
        #expect(
            try log("timestamp\tuser_id\titem_id\tquantity\n1600000000\t8\t118\t3\n1600000001\t5\t111\t3\n").lines
                == ["8 118 1600000000", "5 111 1600000001"])
        let behaviors = try log(
            "user_id,item_id,category_id,behavior_type,timestamp\n1,10,7,pv,1511544070\n1,11,7,buy,1511561733\n"
                + "2,10,7,pv,1511572885\n")
        #expect(behaviors.lines == ["1 10 1511544070 pv", "1 11 1511561733 buy", "2 10 1511572885 pv"])
        let cases: [(String, String, [String])] = [
            ("timestamp,rating,movieId,note,userId\n5,4,m,x,u\n", "movielens-csv", ["u m 5 4.0"]),
            ("Time\tItemId\tPrice\tSessionId\n5\ti\t1\ts\n", "gru4rec", ["s i 5"]),
            ("event,visitorid,timestamp,itemid\nview,v,1433221332000,i\n", "retailrocket", ["v i 1433221332 view"]),
            ("session_id\ttimestamp\titem_id\tuser_id\ns\t5\ti\tu\n", "retailrocket-sessions", ["u i 5 s"]),
            ("timestamp:float\titem_id:token\tuser_id:token\n5\ti\tu\n", "recbole", ["u i 5"]),
            ("user::item::rating\nu::i::3\n", "csv", ["u i 3.0"]), ("user item time\nu i 3\n", "csv", ["u i 3"]),
            ("User ID|Item-ID|Time Stamp\nu|i|3\n", "csv", ["u i 3"]),
            (",user_id,item_id\n0,u,i\n1,u,j\n", "csv", ["u i", "u j"]),
        ]
        for (text, format, lines) in cases {
            let log = try log(text)
            #expect(log.source.formatName == format, "\(text)")
            #expect(log.lines == lines, "\(text)")
        }
    }

    @Test func bothSpellingsOfBehaviorAreRoles() throws {
        #expect(try ColumnMapping(parsing: "behaviour=x") == ColumnMapping(parsing: "behavior=x"))
        #expect(try log("user,item,kind\nu,i,buy\n", "behavior=kind").lines == ["u i buy"])
    }

    @Test func theReportTellsWhatWasDone() throws {
        let path = try folder.file(
            "n.csv", "user_id;item_id;rating;timestamp\n\nu;i;4,5;1600000000900\nu;j;3;1600000000100\n")
        let set = try Dataset.load(path)
        #expect(
            set.log.source.readingReport
                == "read as csv (separated by ;, decimal commas): user=user_id, item=item_id, time=timestamp (ms), "
                + "rating=rating, 2 rows")
        #expect(
            set.firstRows == [
                SampleRow(
                    user: "u", item: "i", time: "2020-09-13T12:26:40.9Z", rating: 4.5, behavior: nil, context: [:]),
                SampleRow(
                    user: "u", item: "j", time: "2020-09-13T12:26:40.1Z", rating: 3, behavior: nil, context: [:]),
            ])
        #expect(
            try log("1::2::3::4\n").source.readingReport
                == "read as movielens-dat: user=column 1, item=column 2, time=column 4 (s), rating=column 3, 1 row")
    }

    @Test(arguments: ["0", "-1", "4", "-9223372036854775808", "9223372036854775807"])
    func positionsThatDoNotExistAreErrors(_ position: String) throws {
        for text in ["user_id,item_id,timestamp\nu,i,5\n", "7,8,5\n7,9,6\n"] {
            let folder = try TemporaryFolder()
            let columns = ColumnMapping(user: "1", item: "2", time: position)
            let error = readError(try folder.file("data.csv", text), ReadOptions(columns: columns))
            #expect(error?.problem.contains("there is no column \"\(position)\"") == true)
        }
    }
}
