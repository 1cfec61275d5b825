import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Small files of every format, with the log they must give written by hand.
@Suite struct FormatTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ text: String, name: String = "data.txt", _ options: ReadOptions = ReadOptions()) throws
        -> Dataset
    {
        try Dataset.load(folder.file(name, text), options: options)
    }

    @Test func movieLensDat() throws {
        _ = try folder.file(
            "movies.dat",
            Data(
                "1::Mis\u{E9}rables, Les::Drama|War\n2::A::B (1999)::(no genres listed)".unicodeScalars.map {
                    UInt8($0.value)
                }))
        _ = try folder.file("users.dat", "7::F::25::3::02460\r\n8::M::1::0::48067\r\n")
        let set = try load("7::2::3.5::100\r\n7::1::4::90\r\n8::1::5::70", name: "ratings.dat")
        #expect(set.log.source.formatName == "movielens-dat")
        #expect(set.log.lines == ["7 1 90 4.0", "7 2 100 3.5", "8 1 70 5.0"])
        #expect(set.catalog.title(of: "1") == "Misérables, Les")
        #expect(set.catalog.categories(of: "1") == ["Drama", "War"])
        #expect(set.catalog.title(of: "2") == "A::B (1999)")
        #expect(set.catalog.categories(of: "2") == [])
        #expect(set.catalog.categoryNames == ["Drama", "War"])
        #expect(set.userCatalog.text("zip", of: "7") == "02460")
        #expect(set.userCatalog.text("gender", of: "8") == "M")
        #expect(set.userCatalog.text("gender", of: "9") == nil)
    }

    /// MovieLens 10M: half stars, titles in UTF-8, no users.dat.
    @Test func movieLens10M() throws {
        _ = try folder.file("movies.dat", "122::Boomérang (1992)::Comedy|IMAX\n185::Net, The (1995)::Action\n")
        let set = try load("1::122::0.5::838985046\n1::185::4.5::838983525\n", name: "ratings.dat")
        #expect(set.log.source.formatName == "movielens-dat")
        #expect(set.log.lines == ["1 185 838983525 4.5", "1 122 838985046 0.5"])
        #expect(set.catalog.title(of: "122") == "Boomérang (1992)")
        #expect(set.catalog.categoryNames == ["Comedy", "IMAX", "Action"])
    }

    @Test func movieLens100K() throws {
        _ = try folder.file("u.genre", "unknown|0\nAction|1\nDrama|2\n\n")
        _ = try folder.file("u.item", "242|Kolya (1996)|24-Jan-1997||http://x|0|0|1\n302|?|||http://y|1|0|0\n")
        _ = try folder.file("u.user", "196|49|M|writer|55105\n")
        let set = try load("196\t242\t3\t881250949\n186\t302\t3\t891717742\n", name: "u.data")
        #expect(set.log.source.formatName == "movielens-100k")
        #expect(set.log.lines == ["196 242 881250949 3.0", "186 302 891717742 3.0"])
        #expect(set.catalog.categories(of: "242") == ["Drama"])
        #expect(set.catalog.categories(of: "302") == [])
        #expect(set.catalog.text("release_date", of: "242") == "24-Jan-1997")
        #expect(set.userCatalog.number("age", of: "196") == 49)
        #expect(set.userCatalog.text("occupation", of: "196") == "writer")
    }

    @Test func movieLensCSV() throws {
        _ = try folder.file(
            "movies.csv",
            "movieId,title,genres\r\n1,\"American President, The (1995)\",Comedy|Drama\r\n2,\"Say \"\"Ah\"\"\",(no genres listed)\r\n"
        )
        let set = try load("\u{FEFF}userId,movieId,rating,timestamp\r\n1,1,4.0,9\r\n1,2,0.5,8\r\n", name: "ratings.csv")
        #expect(set.log.source.formatName == "movielens-csv")
        #expect(set.log.lines == ["1 2 8 0.5", "1 1 9 4.0"])
        #expect(set.catalog.title(of: "1") == "American President, The (1995)")
        #expect(set.catalog.title(of: "2") == "Say \"Ah\"")
    }

    @Test func lastFM() throws {
        let set = try load(
            "user_1\t2009-05-04T23:08:57Z\tart\tDeep Dish\ttrack-9\tFuck Me Im Famous\n"
                + "user_1\t2009-05-04T13:54:10Z\t\tSigur Rós\t\tGlósóli\n")
        #expect(set.log.source.formatName == "lastfm-1k")
        #expect(set.log.lines == ["user_1 Sigur Rós - Glósóli 1241445250", "user_1 track-9 1241478537"])
        #expect(set.catalog.title(of: "track-9") == "Deep Dish - Fuck Me Im Famous")
    }

    @Test func recBole() throws {
        _ = try folder.file(
            "x.item",
            "item_id:token\tmovie_title:token_seq\tclass:token_seq\tyear:token\tprice:float\na\tToy Story\tFun Kids\t1995\t2.5\n"
        )
        _ = try folder.file("x.user", "user_id:token\tage:float\tsex:token\nu\t31\tF\n")
        let set = try load(
            "user_id:token\titem_id:token\tdevice:token\ttimestamp:float\trating:float\tweight:float\thist:token_seq\n"
                + "u\ta\tphone\t12.75\t4\t0.5\t1 2\nu\tb\t\t12.25\t3\t\t\n", name: "x.inter")
        #expect(set.log.source.formatName == "recbole")
        #expect(set.log.lines == ["u b 12.25 3.0 - -", "u a 12.75 4.0 phone 0.5"])
        #expect(set.catalog.title(of: "a") == "Toy Story")
        #expect(set.catalog.categories(of: "a") == ["Fun", "Kids"])
        #expect(set.catalog.text("year", of: "a") == "1995")
        #expect(set.catalog.number("price", of: "a") == 2.5)
        #expect(set.userCatalog.number("age", of: "u") == 31)
    }

    @Test func gru4Rec() throws {
        let set = try load("SessionId\tItemId\tTime\n1\t10\t100.9\n1\t11\t100.1\n2\t10\t7\n")
        #expect(set.log.source.formatName == "gru4rec")
        #expect(set.log.lines == ["1 11 100.1", "1 10 100.9", "2 10 7"])
        let options = ReadOptions(formatName: "gru4rec", columns: ColumnMapping(user: "sid", item: "iid", time: "t"))
        #expect(try load("t\tsid\tiid\n5\ta\tb\n", options).log.lines == ["a b 5"])
    }

    @Test func sasRecAndSessions() throws {
        let set = try load("1 5\n1 3\n2 5\n1 4")
        #expect(set.log.source.formatName == "sasrec")
        #expect(set.log.lines == ["1 5", "1 3", "1 4", "2 5"])
        #expect(set.log.timeColumn == nil)
        let sessions = try load("9 8\n7 9 9\r\n\n4 ")
        #expect(sessions.log.source.formatName == "sessions")
        #expect(sessions.log.lines == ["1 9", "1 8", "2 7", "2 9", "2 9", "4 4"])
    }

    @Test func retailrocket() throws {
        let set = try load(
            "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n"
                + "1433221332001,257597,transaction,1,4000\n")
        #expect(set.log.source.formatName == "retailrocket")
        #expect(set.log.lines == ["257597 1 1433221332.001 transaction", "257597 355908 1433221332.117 view"])
        #expect(set.log.behaviors == ["view", "transaction"])
        let sessions = try load("timestamp\tuser_id\titem_id\tsession_id\n5\tu\ti\ts\n")
        #expect(sessions.log.lines == ["u i 5 s"])
        #expect(sessions.log.contextColumns.map(\.name) == ["session"])
    }

    @Test func taobao() throws {
        let set = try load("1,100,7,pv,1511544070\r\n1,101,7,buy,1511544000\r\n2,100,8,fav,3\r\n")
        #expect(set.log.source.formatName == "taobao")
        #expect(set.log.lines == ["1 101 1511544000 buy 7", "1 100 1511544070 pv 7", "2 100 3 fav 8"])
        #expect(set.catalog.categories(of: "100") == ["7"])
    }

    @Test func genericText() throws {
        let set = try load(
            "\"user\",when,\"note, long\",item,stars\nann,2024-03-01,\"two\nlines\",\"a,b\",5\nbob,2024-03-02,,c,4\n",
            name: "shop.csv",
            ReadOptions(columns: ColumnMapping(time: "when", rating: "stars", context: ["note, long"])))
        #expect(set.name == "shop")
        #expect(set.log.lines == ["ann a,b 1709251200 5.0 two\nlines", "bob c 1709337600 4.0 -"])
        #expect(try load("UserID\tItemId\tTimestamp\nx\ty\t1700000000123\n").log.lines == ["x y 1700000000.123"])
        let numbered = ReadOptions(formatName: "csv", columns: ColumnMapping(user: "2", item: "1", time: "3"))
        #expect(try load("i,u,5\nj,u,4\n", numbered).log.lines == ["u j 4", "u i 5"])
        let named = ReadOptions(columns: ColumnMapping(user: "wer", item: "was"))
        #expect(try load("wer,was\na,b\n", named).log.lines == ["a b"])
    }

    @Test func jsonLines() throws {
        let set = try load(
            #"{"user_id": "a\u00e9\"", "extra": {"x": [1, "}"]}, "item_id": 12, "timestamp": 5, "rating": 3.5}"# + "\n"
                + #"{"rating":1,"timestamp":2,"item_id":"q\ud83c\udfac","user_id":"a\u00e9\""}"# + "\n\n")
        #expect(set.log.source.formatName == "jsonl")
        // A key that the first object lacks.
        let late = try load(
            "{\"user\":\"u\",\"item\":\"a\",\"time\":1}\n{\"user\":\"u\",\"item\":\"b\",\"time\":2,\"place\":\"home\"}\n",
            ReadOptions(columns: ColumnMapping(context: ["place"])))
        #expect(late.log.lines == ["u a 1 -", "u b 2 home"])
        #expect(set.log.lines == ["aé\" q🎬 2 1.0", "aé\" 12 5 3.5"])
    }

    @Test func gzipIsReadDirectly() throws {
        // printf '1::2::3::4\n1::3::5::2\n' | gzip -n | base64
        let packed = try #require(Data(base64Encoded: "H4sIAAAAAAAAAzO0sjKysjK2sjLhMgTTpkABLgAIH2p/FgAAAA=="))
        let set = try Dataset.load(folder.file("ratings.dat.gz", packed))
        #expect(set.log.lines == ["1 3 2 5.0", "1 2 4 3.0"])
        #expect(set.name == "ratings")
        let twice = try Dataset.load(folder.file("twice.dat.gz", packed + packed))
        #expect(twice.log.count == 4)
        for length in [4, 12, 20, packed.count - 1] {
            let error = readError(try folder.file("cut.gz", packed.prefix(length)))
            #expect(error?.kind == .damaged && error?.exitCode == 65)
        }
    }

    @Test func foldersAreSearched() throws {
        _ = try folder.file("README.csv", "nothing,of\ninterest,here\n")
        _ = try folder.file("clicks.csv", "user,item\na,b\n")
        let set = try Dataset.load(folder.url.path)
        #expect(set.log.lines == ["a b"])
        #expect(set.name == folder.url.lastPathComponent)
        _ = try folder.file("more.csv", "user,item\na,b\n")
        #expect(readError(folder.url.path)?.exitCode == 64)
    }

    @Test func unknownFormatsAndNamesAreExplained() throws {
        let path = try folder.file("x.txt", "what is\nthis thing\n")
        #expect(readError(path)?.kind == .format)
        #expect(readError(path)?.line == 1)
        let wrong = readError(path, ReadOptions(formatName: "parquet"))
        #expect(wrong?.exitCode == 64)
        #expect(wrong?.remedy.contains("movielens-dat") == true)
        let missing = readError(
            try folder.file("y.csv", "user,item\na,b\n"), ReadOptions(columns: ColumnMapping(time: "t")))
        #expect(missing?.description.contains("no column \"t\"") == true)
        #expect(readError(folder.url.path + "/absent")?.exitCode == 66)
    }

    @Test func columnOptionsAreParsed() throws {
        let mapping = try ColumnMapping(parsing: "user=a,item=b,time=c,rating=d,behavior=e,context=f,context=g")
        #expect(
            mapping
                == ColumnMapping(user: "a", item: "b", time: "c", rating: "d", behavior: "e", context: ["f", "g"]))
        for text in ["user", "user=", "color=x", "user=a,user=b"] {
            #expect(throws: ReadError.self) { try ColumnMapping(parsing: text) }
        }
    }
}
