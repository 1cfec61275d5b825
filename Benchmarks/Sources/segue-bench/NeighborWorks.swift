import ArgumentParser
import SegueData
import SegueModels

/// What both neighborhood models are fitted to.
struct NeighborOptions: ParsableArguments {
    @Option(help: "Folder with pairs.i32 and sizes.json.")
    var data: String

    @Option(help: "Neighbors kept for each item.")
    var neighbors = 100

    /// Fits a model again and again.
    func serve<Model: NextItemModel & Fittable>(
        _ worker: WorkerOptions, make: () throws -> Model, neighbors: (Model, Int32) -> [ItemNeighbor]
    ) throws {
        let training = try PairsFile(folder: data).training
        try Worker.serve(worker, facts: ["pairs": Double(training.interactionCount)]) {
            let model = try make()
            var generator = SeededGenerator(seed: 1)
            try model.fit(training, generator: &generator) { _ in }
            return model
        } describe: { model in
            let lists = (1...Int32(training.itemCount)).map { neighbors(model, $0) }
            let sum = lists.reduce(0) { $0 + $1.reduce(0) { $0 + Double($1.similarity) } }
            return ["neighbors": Double(lists.reduce(0) { $0 + $1.count }), "similaritySum": sum]
        }
    }
}

/// Item-based nearest neighbors.
struct ItemKNNWork: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "item-knn", abstract: "Fits item-based k-NN.")

    @OptionGroup var options: NeighborOptions
    @OptionGroup var worker: WorkerOptions

    func run() throws {
        var configuration = ItemKNN.Configuration()
        configuration.neighborCount = options.neighbors
        try options.serve(worker) {
            let model = try ItemKNN(configuration: configuration)
            model.threadCount = worker.threads
            return model
        } neighbors: {
            $0.neighbors(of: $1)
        }
    }
}

/// The same with older items counting less.
struct DecayedKNNWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decayed-knn", abstract: "Fits exponentially decaying item-based k-NN.")

    @OptionGroup var options: NeighborOptions
    @OptionGroup var worker: WorkerOptions

    func run() throws {
        var configuration = DecayedItemKNN.Configuration()
        configuration.neighborCount = options.neighbors
        try options.serve(worker) {
            let model = try DecayedItemKNN(configuration: configuration)
            model.threadCount = worker.threads
            return model
        } neighbors: {
            $0.neighbors(of: $1)
        }
    }
}
