import ArgumentParser
import Foundation
import SegueData
import SegueExperiments
import SegueFormats
import SegueModels

/// One epoch of a network through a recipe, leave-last-out.
struct TrainEpochWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-epoch", abstract: "Trains a network of a recipe for one epoch; the seconds are the epoch's."
    )

    @Option(help: "File or folder of interactions.")
    var data: String

    @Option(help: "A recipe with the model.")
    var recipe = "Recipes/user-gru-ml-100k.yaml"

    @Option(help: "The model's name.")
    var model = "standard-gru"

    @Option(help: "Sequences side by side. (default: the recipe's)")
    var batch: Int?

    @Option(help: "Units of the network.")
    var hidden = 128

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        var settings = ["training.epochs=1", "model.hiddenSize=\(hidden)"]
        if let batch { settings.append("training.batchSize=\(batch)") }
        var recipe = try Recipe(contentsOf: URL(fileURLWithPath: recipe), settings: settings)
        recipe.split = .leaveLastOut()
        let name = model
        guard let model = recipe.models.first(where: { $0.name == name }) else {
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
