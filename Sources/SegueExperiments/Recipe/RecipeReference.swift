import Foundation
import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining
import TorchNN

/// Every setting that a recipe can have, with its type, its default and a sentence; made by walking the defaults, so that
/// none is forgotten.
public enum RecipeReference {
    /// One setting.
    public struct Setting: Sendable, Equatable, Codable {
        /// Its path in the recipe, such as `training.optimizer.learningRate`.
        public let path: String
        /// What may be written.
        public let type: String
        /// The default; empty where there is none.
        public let standard: String
        /// What it does; empty when nobody has said.
        public let text: String
    }

    /// Settings that belong together.
    public struct Group: Sendable, Equatable, Codable {
        /// What they are about.
        public let title: String
        /// What is to be known about all of them.
        public let text: String
        /// The settings.
        public let settings: [Setting]

        /// Collects settings.
        public init(title: String, text: String, settings: [Setting]) {
            self.title = title
            self.text = text
            self.settings = settings
        }
    }

    /// The settings of a recipe, models left out; see ``settings(of:)``.
    public static func groups() -> [Group] {
        [
            Group(title: "The recipe", text: "A mapping with these keys.", settings: top),
            Group(title: "data", text: "What is done before the split.", settings: walk(DataConfiguration(), "data")),
            Group(
                title: "data.filters", text: "A list of mappings; `filter` names each, its parameters stand beside it.",
                settings: filters),
            Group(
                title: "split", text: "A mapping; `strategy` names it, its parameters stand beside it.",
                settings: splits),
            Group(
                title: "examples",
                text:
                    "For ratings and clicks: `examples` of the train part, `testExamples` of validation and test. A mapping; "
                    + "`strategy` names it, its parameters stand beside it.", settings: examples),
            Group(
                title: "features",
                text: "For ratings and clicks: how features of users and items become fields of models.",
                settings: walk(FeatureOptions(), "features")),
            Group(
                title: "training",
                text:
                    "For models that are trained step by step. Under `training` for all of a recipe's models, under a "
                    + "model's own `training` for that one.",
                settings: walk(LearningSettings(), "training")),
            Group(
                title: "training.schedule",
                text: "A mapping of one name to its parameters. None depends on the number of epochs, so a run may be "
                    + "given more of them later.",
                settings: schedules),
            Group(title: "evaluation", text: "", settings: walk(EvaluationConfiguration(), "evaluation")),
            Group(title: "models", text: "A list of mappings with these keys.", settings: models),
        ] + tuning
    }

    private static var tuning: [Group] {
        [
            Group(
                title: "tune", text: "For `segue tune`: which settings are searched, and how.",
                settings: walk(TuningSettings(), "tune")),
            Group(
                title: "tune.ranges",
                text:
                    "A mapping of paths, below `training` or of a model (`model.hiddenSize`, `models.1.training.batchSize`), to "
                    + "one of these. `--range path=log:0.0003..0.01` says the same on the command line.",
                settings: ranges),
        ]
    }

    /// The settings of a model, which stand under `settings` in a recipe; `--set model.NAME=VALUE` means them.
    public static func settings(of entry: any ModelDescription) -> [Setting] {
        walk(entry.defaults, "model").map { setting in
            let own = entry.texts[String(setting.path.dropFirst("model.".count))]
            return Setting(
                path: setting.path, type: setting.type, standard: setting.standard, text: own ?? setting.text)
        }
    }

    private static var top: [Setting] {
        [
            setting("title", "a text", "Experiment"), setting("seed", "a whole number from 0", "1"),
            setting("task", "one of \(ModelTask.allCases.map(\.rawValue).joined(separator: ", "))", "next-item"),
            setting("examples", "see examples", "the task's"), setting("testExamples", "see examples", "the task's"),
            setting("features", "see features", ""), setting("data", "see data", ""),
            setting("split", "see split", SplitStrategy.withinSequence().name),
            setting("training", "see training", ""), setting("models", "see models", ""),
            setting("evaluation", "see evaluation", ""), setting("tune", "see tune", ""),
        ]
    }

    private static var models: [Setting] {
        [
            setting("models.name", "a model, see models.md", ""), setting("models.title", "a text", "the model's"),
            setting("models.settings", "see models.md", "the model's"), setting("models.training", "see training", ""),
        ]
    }

    private static var filters: [Setting] {
        LogFilter.names.flatMap { name -> [Setting] in
            let text = "{\"filter\": \"\(name)\", \"behaviors\": []}"
            let filter = try? JSONDecoder().decode(LogFilter.self, from: Data(text.utf8))
            return [setting("filter: \(name)", "", "")] + (filter.map { walk($0.rule, "filter: \(name)") } ?? [])
        }
    }

    private static var splits: [Setting] {
        SplitStrategy.names.flatMap { name -> [Setting] in
            let text = "{\"strategy\": \"\(name)\"}"
            let strategy = try? JSONDecoder().decode(SplitStrategy.self, from: Data(text.utf8))
            return [setting("strategy: \(name)", "", "")] + (strategy.map { walk($0.rule, "strategy: \(name)") } ?? [])
        }
    }

    private static var examples: [Setting] {
        ExampleChoice.strategies.flatMap { strategy -> [Setting] in
            let path = "examples: \(strategy.name)"
            return [setting(path, "", "")] + walk(strategy.init(), path)
        }
    }

    private static let schedules = [
        ("{constant: {}}", "The base rate throughout."),
        ("{step: {every: 1000, factor: 0.5}}", "The base rate times `factor` for each `every` steps."),
        ("{exponential: {factor: 0.9999}}", "The base rate times `factor` to the number of steps."),
        ("{cosine: {steps: 10000, minimum: 0}}", "Half a cosine down to `minimum` over `steps`."),
        ("{warmUp: {steps: 500, start: 0.1}}", "From `start` times the base rate up to it, then constant."),
        (
            "{oneCycle: {steps: 10000, rise: 0.3, start: 0.04, end: 0.0001}}",
            "From `start` times the base rate up to it in the first `rise` of `steps`, then down to `end` times it."
        ),
    ].map { Setting(path: $0.0, type: "", standard: "", text: $0.1) }

    private static let ranges = [
        ("{uniform: [0, 0.5]}", "A number between two bounds."),
        ("{log: [0.0003, 0.01]}", "A positive number between two bounds, by its logarithm."),
        ("{integer: [1, 4]}", "A whole number between two bounds, both included."),
        ("{logInteger: [16, 256]}", "A positive whole number between two bounds, both included, by its logarithm."),
        ("{choice: [32, 64, 128]}", "One of some values, without an order."),
    ].map { Setting(path: $0.0, type: "", standard: "", text: $0.1) }

    private static func setting(_ path: String, _ type: String, _ standard: String) -> Setting {
        Setting(path: path, type: type, standard: standard, text: texts[path] ?? "")
    }

    /// The settings of a structure and those of the structures in it.
    private static func walk(_ value: Any, _ path: String) -> [Setting] {
        Mirror(reflecting: value).children.flatMap { child -> [Setting] in
            guard let label = child.label else { return [] }
            let path = "\(path).\(label)"
            let isGroup = Mirror(reflecting: child.value).displayStyle == .struct && child.value is any Codable
            if isGroup, SettingType.name(of: child.value) == nil { return walk(child.value, path) }
            return [
                setting(
                    path, SettingType.name(of: child.value) ?? "\(type(of: child.value))", SettingType.text(child.value)
                )
            ]
        }
    }
}

/// Types of settings in plain words.
private enum SettingType {
    static func name(of value: Any) -> String? { name(of: type(of: value)) }

    private static func name(of type: Any.Type) -> String? {
        switch type {
        case is Int.Type, is Int64.Type: "a whole number"
        case is UInt64.Type: "a whole number from 0"
        case is Double.Type, is Float.Type: "a number"
        case is Bool.Type: "true or false"
        case is String.Type: "a text"
        case is Metric.Type: "a metric"
        case is [String: Double].Type: "numbers by name"
        case is LearningRateSchedule.Type: "see training.schedule"
        case is [String: SettingRange].Type: "ranges by path, see tune.ranges"
        case is [LogFilter].Type: "a list, see data.filters"
        case is OptimizerConfiguration?.Type: "as training.optimizer, or null"
        default: listName(of: type)
        }
    }

    private static func listName(of type: Any.Type) -> String? {
        if let type = type as? any CaseIterable.Type {
            let names = names(of: type)
            return names.isEmpty ? nil : "one of " + names.joined(separator: ", ")
        }
        if let type = type as? any WrappingType.Type, let element = name(of: type.wrapped) {
            if type.isList, element.hasPrefix("one of ") { return "a list of \(element.dropFirst("one of ".count))" }
            return type.isList
                ? "a list of " + element.replacing("a ", with: "", maxReplacements: 1) + "s" : "\(element), or null"
        }
        return nil
    }

    private static func names<Cases: CaseIterable>(of type: Cases.Type) -> [String] {
        type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }

    /// A value as it would be written.
    static func text(_ value: Any) -> String {
        guard let value = value as? any Encodable, let data = try? JSONEncoder().encode(value) else { return "" }
        return (String(validating: data, as: UTF8.self) ?? "").replacing("\"", with: "")
    }
}

private protocol WrappingType {
    static var wrapped: Any.Type { get }
    static var isList: Bool { get }
}

extension Optional: WrappingType {
    static var wrapped: Any.Type { Wrapped.self }
    static var isList: Bool { false }
}

extension Array: WrappingType {
    static var wrapped: Any.Type { Element.self }
    static var isList: Bool { true }
}
