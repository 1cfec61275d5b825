import Foundation
import SegueData
import SegueFiles

extension SyntheticCatalog {
    /// Writes the world as `ratings.csv` and `movies.csv`, laid out like MovieLens' latest sets.
    ///
    /// - Parameter directory: created if it is not there; files of these names are replaced.
    /// - Throws: `PreparationError` for wrong sizes, `FileError` when the files cannot be written.
    public func write(to directory: URL) throws {
        let dataset = try dataset()
        try FileSystem.live.makeDirectories(directory.path)
        try Self.write(directory.appendingPathComponent("ratings.csv")) { output in
            try Self.writeRatings(dataset.log, to: &output)
        }
        try Self.write(directory.appendingPathComponent("movies.csv")) { output in
            try output.write("movieId,title,genres\n")
            for id in dataset.log.items.ids {
                let genres = dataset.catalog.categories(of: id).joined(separator: "|")
                try output.write("\(id),\(dataset.catalog.title(of: id) ?? ""),\(genres)\n")
            }
        }
    }

    private static func writeRatings(_ log: InteractionLog, to output: inout TextOutput) throws {
        try output.write("userId,movieId,rating,timestamp\n")
        guard let times = log.timeColumn, let ratings = log.ratingColumn else { return }
        for index in 0..<log.userCount {
            let user = log.users.id(at: Int32(truncatingIfNeeded: index + 1)) ?? ""
            for row in log.offsets[index]..<log.offsets[index + 1] {
                let item = log.items.id(at: log.itemColumn[row]) ?? ""
                try output.write("\(user),\(item),\(ratings[row]),\(times[row])\n")
            }
        }
    }

    private static func write(_ file: URL, _ body: (inout TextOutput) throws -> Void) throws {
        var output = try TextOutput(file: file)
        try body(&output)
        try output.close()
    }
}
