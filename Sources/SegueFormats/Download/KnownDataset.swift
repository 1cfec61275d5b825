/// A data set that its publisher offers for download.
public struct KnownDataset: Sendable, Equatable {
    /// Name for `segue data download`; also the name of the folder that it becomes.
    public let name: String
    /// Address of the ZIP archive.
    public let url: String
    /// The publisher's MD5 of the archive as 32 hexadecimal digits. Nil for sets that the publisher renews: then the file
    /// `<url>.md5` beside the archive is asked.
    public let md5: String?
    /// What it is, in one line.
    public let summary: String

    /// Describes a data set.
    public init(name: String, url: String, md5: String?, summary: String) {
        self.name = name
        self.url = url
        self.md5 = md5
        self.summary = summary
    }

    /// All data sets that can be fetched by name. The MD5 values are those of the publisher's `.md5` files.
    public static let all: [KnownDataset] = [
        movieLens("ml-latest-small", md5: nil, "MovieLens latest small: about 100,000 ratings, renewed now and then"),
        movieLens("ml-100k", md5: "0e33842e24a9c977be4e0107933c0723", "MovieLens 100K (1998): 943 users, 1,682 films"),
        movieLens("ml-1m", md5: "c4d9eecfca2ab87c1945afe126590906", "MovieLens 1M (2003): 6,040 users, 3,706 films"),
        movieLens("ml-10m", md5: "ce571fd55effeba0271552578f2648bd", "MovieLens 10M (2009): 69,878 users"),
        movieLens("ml-20m", md5: "cd245b17a1ae2cc31bb14903e1204af3", "MovieLens 20M (2015): 138,493 users"),
    ]

    /// The data set of this name.
    ///
    /// - Throws: ``DownloadError/unknownDataset(name:known:)``.
    public static func named(_ name: String) throws -> KnownDataset {
        guard let found = all.first(where: { $0.name == name }) else {
            throw DownloadError.unknownDataset(name: name, known: all.map(\.name))
        }
        return found
    }

    private static func movieLens(_ name: String, md5: String?, _ summary: String) -> KnownDataset {
        KnownDataset(
            name: name, url: "https://files.grouplens.org/datasets/movielens/\(name).zip", md5: md5, summary: summary)
    }
}
