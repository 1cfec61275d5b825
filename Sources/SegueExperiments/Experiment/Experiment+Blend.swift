import Foundation
import SegueCore
import SegueModels
import SegueTraining
import Torch

extension Experiment {
    /// The models of the recipe that a blend is made of, in its order; none for other models.
    /// - Throws: `ConfigurationError` for a title that the recipe does not have.
    public func members(of modelRecipe: ModelRecipe) throws -> [ModelRecipe] {
        guard let settings = modelRecipe.configuration as? any BlendSettings else { return [] }
        return try settings.members.map { member in
            let found = recipe.models.first { $0.title == member.model }
            guard let found, !(found.configuration is any BlendSettings) else {
                let titles = recipe.models.filter { !($0.configuration is any BlendSettings) }.map(\.title)
                throw ConfigurationError(
                    field: "model.members",
                    problem: "the recipe has no model to blend of the title '\(member.model)'; it has "
                        + titles.joined(separator: ", "))
            }
            return found
        }
    }

    /// Makes a blend of models that are trained, and learns its weights on validation.
    func blend(_ modelRecipe: ModelRecipe, of trained: [TrainedModel], seed: UInt64, device: Device) throws
        -> TrainedModel
    {
        guard var settings = modelRecipe.configuration as? any BlendSettings else {
            throw ConfigurationError(field: "model.name", problem: "'\(modelRecipe.name)' is no blend")
        }
        let clock = ContinuousClock()
        let start = clock.now
        for (index, member) in trained.enumerated() {
            settings.members[index].learned = BlendMember.Learned(
                name: member.entry.name,
                settings: try JSONDecoder().decode(
                    JSONValue.self, from: JSONEncoder().encode(member.recipe.configuration)))
        }
        let entry = try task.entry(named: modelRecipe.name)
        let model = try entry.makeModel(settings, shape: shape, generator: Generator(seed: 0))
        guard let blend = model.model as? any Blend else {
            throw ConfigurationError(field: "model.name", problem: "'\(modelRecipe.name)' is no blend")
        }
        for (own, member) in zip(blend.members, trained) { try own.load(state: member.model.model.state()) }
        try task.weigh(blend)
        return TrainedModel(
            recipe: ModelRecipe(
                name: modelRecipe.name, title: modelRecipe.title, configuration: settings,
                training: modelRecipe.training),
            entry: entry, model: model, seed: seed, records: [], bestEpoch: nil,
            seconds: trained.reduce((clock.now - start) / .seconds(1)) { $0 + $1.seconds }, device: device,
            optimizerState: [:])
    }
}
