import Foundation
import SegueData

/// User-item pairs as all programs of a comparison read them: `pairs.i32` and `sizes.json` of a folder.
struct PairsFile {
    /// What `sizes.json` says.
    struct Sizes: Decodable {
        let users: Int
        let items: Int
    }

    /// All pairs as train data; the ids are the numbers in the file.
    let training: TrainingSequences

    init(folder: String) throws {
        let url = URL(fileURLWithPath: folder)
        let sizes = try JSONDecoder().decode(
            Sizes.self, from: Data(contentsOf: url.appendingPathComponent("sizes.json")))
        let pairs: [Int32] = try BinaryFile.numbers(in: url.appendingPathComponent("pairs.i32"))
        var (offsets, items): ([Int], [Int32]) = ([0], [])
        for index in stride(from: 0, to: pairs.count - 1, by: 2) {
            while offsets.count <= Int(pairs[index]) { offsets.append(items.count) }
            items.append(pairs[index + 1] + 1)
        }
        while offsets.count <= sizes.users { offsets.append(items.count) }
        let log = try InteractionLog(
            users: Vocabulary(ids: (0..<sizes.users).map(String.init)),
            items: Vocabulary(ids: (0..<sizes.items).map(String.init)), offsets: offsets, itemColumn: items,
            source: DataSource(file: folder, formatName: "pairs", rowsRead: items.count))
        training = TrainingSequences(log: log)
    }
}

/// Files that hold numbers and nothing else.
enum BinaryFile {
    /// All numbers of a file.
    static func numbers<Number: BitwiseCopyable>(in url: URL) throws -> [Number] {
        let data = try Data(contentsOf: url)
        let count = data.count / MemoryLayout<Number>.stride
        return [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            _ = data.copyBytes(to: buffer)
            initialized = count
        }
    }
}
