import ArgumentParser
import SegueCore
import SegueData
import SegueExperiments
import SegueModels

/// An epoch of a click model over made-up first contacts, whose items fill a table of any size.
struct ClickWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "click", abstract: "Trains a click model for one epoch; the seconds are the epoch's.",
        discussion: """
            Users meet items drawn uniformly, each event with four drawn negatives. Fields are user, item and one of 1,000 \
            categories. Nearly all rows of the table are items that few examples touch.
            """)

    @Option(help: "The model's name.")
    var model = "fm"

    @Option(help: "Items, one row of the table each.")
    var items = 1_000_000

    @Option(help: "Users.")
    var users = 400

    @Option(help: "Events of a user.")
    var events = 50

    @Option(help: "Examples of a batch.")
    var batch = 1024

    @Option(help: "A setting laid over the recipe, as path=value; any number of them.")
    var set: [String] = []

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        let recipe = try Recipe(
            yaml: """
                title: Made-up first contacts
                task: click
                data: {unseenItems: keep}
                split: {strategy: global-time, train: 0.99, validation: 0}
                examples: {strategy: click-first-contact, negatives: 4}
                training: {batchSize: \(batch), epochs: 1}
                models: [{name: \(model)}]
                """, file: "click", settings: set)
        let experiment = try Experiment(recipe, on: dataset())
        guard let model = recipe.models.first else { throw ValidationError("the recipe has no model") }
        let facts: Facts = ["items": Double(experiment.shape.itemCount)]
        try Worker.serve(worker, facts: facts) {
            try experiment.train(model).records
        } describe: { records in
            guard let epoch = records.first else { return [:] }
            return ["seconds": epoch.seconds, "loss": epoch.loss, "tuples": Double(epoch.predictions)]
        }
    }

    /// Users' events in turn, so that each has had as many as the others before any moment.
    private func dataset() throws -> Dataset {
        var generator = SeededGenerator(seed: 1)
        let count = users * events
        let drawn = (0..<count).map { _ in Int32(truncatingIfNeeded: 1 + Int(generator.next() % UInt64(items))) }
        let times = (0..<count).map { Int64($0 % events * users + $0 / events) }
        let categories = try Vocabulary(ids: (1...1000).map { "c\($0)" })
        let category = ContextColumn(
            name: "category", values: .tokens(vocabulary: categories, indices: drawn.map { 1 + $0 % 1000 }))
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...users).map { "u\($0)" }), items: Vocabulary(ids: (1...items).map { "\($0)" }),
            offsets: (0...users).map { $0 * events }, itemColumn: drawn, timeColumn: times, contextColumns: [category],
            source: DataSource(file: "made up", formatName: "none"))
        return Dataset(log: log, name: "made-up")
    }
}
