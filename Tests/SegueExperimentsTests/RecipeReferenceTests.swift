import SegueData
import SegueModels
import Testing

@testable import SegueExperiments

/// Every setting is explained, and nothing is explained that does not exist.
@Suite struct RecipeReferenceTests {
    @Test func everySettingHasASentence() {
        let settings =
            RecipeReference.groups().flatMap(\.settings) + ModelCatalog.entries.flatMap(RecipeReference.settings)
        let unexplained = settings.filter(\.text.isEmpty).map(\.path)
        #expect(unexplained.isEmpty, "RecipeReference+Texts.swift lacks \(unexplained)")
        let stale = Set(RecipeReference.texts.keys).subtracting(settings.map(\.path)).sorted()
        #expect(stale.isEmpty, "RecipeReference+Texts.swift explains what does not exist: \(stale)")
    }

    @Test func allStrategiesAndFiltersAreListed() {
        let paths = Set(RecipeReference.groups().flatMap(\.settings).map(\.path))
        for name in SplitStrategy.names { #expect(paths.contains("strategy: \(name)")) }
        for name in LogFilter.names { #expect(paths.contains("filter: \(name)")) }
        #expect(paths.contains("filter: k-core.users") && paths.contains("strategy: last-days.testDays"))
    }

    /// What the reference says of schedules can be written so.
    @Test func schedulesAreReadAsExplained() throws {
        let group = try #require(RecipeReference.groups().first { $0.title == "training.schedule" })
        #expect(group.settings.count == 6)
        for setting in group.settings {
            _ = try Recipe(
                yaml: "models: [{name: popularity}]", file: "r.yaml", settings: ["training.schedule=\(setting.path)"])
        }
    }

    @Test func typesAreInPlainWords() {
        let settings = RecipeReference.groups().flatMap(\.settings)
        func setting(_ path: String) -> RecipeReference.Setting? { settings.first { $0.path == path } }
        #expect(setting("training.sparseTableRows")?.type == "a whole number, or null")
        #expect(setting("training.optimizer.algorithm")?.type == "one of adam, adamw, adagrad, sgd, ftrl")
        #expect(setting("evaluation.cutoffs")?.type == "a list of whole numbers")
        #expect(setting("evaluation.metrics")?.type == "a list of metrics, or null")
        #expect(setting("training.validationMetric")?.standard == "null")
        #expect(settings.allSatisfy { !$0.type.contains("<") })
    }
}
