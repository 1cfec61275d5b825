import ArgumentParser
import Foundation
import SafeTensors
import SegueData
import SegueModels

/// The best items of every user by given vectors, items of the training left out.
struct TopKWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top-k", abstract: "Recommends to all users at once from given vectors.")

    @Option(help: "Folder with pairs.i32 and sizes.json.")
    var data: String

    @Option(help: "Folder with users.f32, items.f32 and sizes.json.")
    var vectors: String

    @Option(help: "Items for each user.")
    var count = 20

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        let training = try PairsFile(folder: data).training
        let model = try Self.model(vectors)
        let queries = (1...Int32(training.userCount)).map { user in
            let items = training.items(ofUser: user)
            return NextItemQuery(user: user, items: items, positions: items.count..<items.count + 1)
        }
        try Worker.serve(worker, facts: ["users": Double(queries.count), "items": Double(model.itemCount)]) {
            try model.topItems(for: queries, count: count, excludesSeen: true)
        } describe: { lists in
            let scores = lists.joined().reduce(0) { $0 + Double($1.score) }
            let checksum = lists.joined().reduce(0) { ($0 * 31 + Int($1.item)) % 1_000_003 }
            return [
                "lists": Double(lists.count), "scoreSum": scores, "checksum": Double(checksum),
                "itemSum": Double(lists.joined().reduce(0) { $0 + Int($1.item) - 1 }),
            ]
        }
    }

    /// A factorization with these vectors and no biases.
    private static func model(_ folder: String) throws -> BPRMF {
        struct Sizes: Decodable {
            let users: Int
            let items: Int
            let factors: Int
        }
        let url = URL(fileURLWithPath: folder)
        let sizes = try JSONDecoder().decode(
            Sizes.self, from: Data(contentsOf: url.appendingPathComponent("sizes.json")))
        func table(_ name: String, rows: Int) throws -> HostTensor {
            let values: [Float] = try BinaryFile.numbers(in: url.appendingPathComponent(name))
            guard values.count == rows * sizes.factors else {
                throw ValidationError("\(name) holds \(values.count) numbers, not \(rows) × \(sizes.factors)")
            }
            return HostTensor(shape: [rows, sizes.factors], values: values)
        }
        var configuration = BPRMF.Configuration()
        configuration.factorCount = sizes.factors
        let model = try BPRMF(configuration: configuration)
        try model.load(state: [
            "userFactors": table("users.f32", rows: sizes.users), "itemFactors": table("items.f32", rows: sizes.items),
            "itemBias": HostTensor(shape: [sizes.items], values: [Float](repeating: 0, count: sizes.items)),
            "foldIn": HostTensor(
                shape: [3, sizes.factors], values: [Float](repeating: 0, count: 3 * sizes.factors)),
        ])
        return model
    }
}
