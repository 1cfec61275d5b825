import ArgumentParser
import Foundation
import SegueData
import SegueExperiments
import SegueFormats
import SegueModels

/// One epoch of a network through a recipe, leave-last-out unless the recipe's own split is wanted.
struct TrainEpochWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-epoch", abstract: "Trains a network of a recipe for one epoch; the seconds are the epoch's."
    )

    @Option(help: "File or folder of interactions.")
    var data: String

    @Option(help: "A recipe with the model.")
    var recipe = "Recipes/user-gru-ml-100k.yaml"

    @Option(help: "The model's name, or its title.")
    var model = "standard-gru"

    @Option(help: "Sequences side by side. (default: the recipe's)")
    var batch: Int?

    @Option(help: "Units of the network. (default: 128, with --as-written the recipe's)")
    var hidden: Int?

    @Flag(help: "Keep the recipe's split and sizes.")
    var asWritten = false

    @Option(help: "A setting laid over the recipe, as path=value; any number of them.")
    var set: [String] = []

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        var settings = ["training.epochs=1"] + set
        if let hidden = hidden ?? (asWritten ? nil : 128) { settings.append("model.hiddenSize=\(hidden)") }
        if let batch { settings.append("training.batchSize=\(batch)") }
        var recipe = try Recipe(contentsOf: URL(fileURLWithPath: recipe), settings: settings)
        if !asWritten { recipe.split = .leaveLastOut() }
        let name = model
        guard let model = recipe.models.first(where: { $0.name == name || $0.title == name }) else {
            throw ValidationError("the recipe has no model \(name)")
        }
        let experiment = try Experiment(recipe, on: Dataset.load(data))
        let facts: Facts = [
            "users": Double(experiment.shape.userCount), "items": Double(experiment.shape.itemCount),
            "batchSize": Double(model.training.batchSize),
        ]
        try Worker.serve(worker, facts: facts) {
            try experiment.train(model).records
        } describe: { records in
            // The epoch's own seconds: validation, which follows it, is not part of the work.
            guard let epoch = records.first else { return [:] }
            return ["seconds": epoch.seconds, "loss": epoch.loss, "tuples": Double(epoch.predictions)]
        }
    }
}
