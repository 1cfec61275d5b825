import Foundation
import SafeTensors
import SegueCore
import SegueData

/// Clicks from counts alone: the floor of every table of clicks.
///
/// The logit is b₀ + b₁ log(1 + n_i) + b₂ log(1 + n_uc) + b₃ [n_uc = 0], with n_i the events of the item in the train part and
/// n_uc the user's events so far with the category of the item asked about. The last term is there where both counts are;
/// without any count the logit is that of the rate of clicks. b is the minimum of the log loss over the examples of train and
/// validation, a convex problem without a choice to be made, so that every program gives the same figures.
public final class ClickCounts: PointwiseModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Whether events of items are counted.
        public var popularity = true
        /// Whether the user's events with the item's category are counted.
        public var userCategory = true

        /// Both counts.
        public init() {}
        /// Nothing to check.
        public func validate() throws {}
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var fitted: (coefficients: [Double], itemCounts: [Double])?

    /// Makes a model that has learned nothing.
    public init(configuration: Configuration = Configuration()) { self.configuration = configuration }

    /// A logit.
    public var predicts: Prediction { .logit }
    /// Categories of items.
    public var readsFeatures: Bool { configuration.userCategory }

    /// Counts, and finds the coefficients.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        fitted = nil
        let sets = [material.examples, material.validation].compactMap { $0 }
        guard sets.contains(where: { $0.count > 0 }) else { throw FittingError.noInteractions(model: Self.title) }
        if configuration.userCategory, sets.contains(where: { $0.features?.itemCategories == nil }) {
            throw FittingError.unsuitable(
                model: Self.title, problem: "it counts events by the category of items, and no item has one",
                remedy: "take data with categories, or set userCategory: false")
        }
        let counts = [0] + material.training.itemCounts.map { Double($0) }
        var fit = LogisticFit(columnCount: columnCount)
        for set in sets {
            let categories = set.features?.itemCategories ?? []
            for row in 0..<set.count {
                fit.add(
                    columns(set, row: row, itemCounts: counts, categories), label: Double(set.labels[row]),
                    weight: set.weights.map { Double($0[row]) } ?? 1)
            }
        }
        fitted = (fit.solution(), counts)
        try context.progress(FitProgress(fraction: 1, message: "counts over \(fit.labels.count) examples"))
    }

    private var columnCount: Int {
        switch (configuration.popularity, configuration.userCategory) {
        case (true, true): 4
        case (false, false): 1
        default: 2
        }
    }

    private func columns(
        _ examples: ExampleSet, row: Int, itemCounts: [Double], _ categories: [Int32]
    ) -> [Double] {
        var columns = [1.0]
        if configuration.popularity {
            let item = Int(examples.items[row])
            columns.append(log(1 + (itemCounts.indices.contains(item) ? itemCounts[item] : 0)))
        }
        if configuration.userCategory {
            let count = examples.categoryEvents(row, categories)
            columns.append(log(1 + Double(count)))
            if configuration.popularity { columns.append(count == 0 ? 1 : 0) }
        }
        return columns
    }

    /// The logits.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let (coefficients, counts) = try learned()
        let categories = examples.features?.itemCategories ?? []
        for (index, row) in rows.enumerated() {
            let columns = columns(examples, row: row, itemCounts: counts, categories)
            predictions[index] = Float(zip(columns, coefficients).reduce(0) { $0 + $1.0 * $1.1 })
        }
    }

    /// `coefficients` and `itemCounts`, whose entry 0 is that of unknown items.
    public func state() throws -> [String: HostTensor] {
        let (coefficients, counts) = try learned()
        return ["coefficients": HostTensor(coefficients), "itemCounts": HostTensor(counts)]
    }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        let coefficients = try reader.doubles("coefficients", shape: [columnCount]).values
        fitted = (coefficients, try reader.doubles("itemCounts", shape: [nil]).values)
    }

    private func learned() throws -> (coefficients: [Double], itemCounts: [Double]) {
        guard let fitted else { throw ModelStateError.notFitted(model: Self.title) }
        return fitted
    }

    private static let title = "ClickCounts"
}

extension ClickCounts {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "click-counts", "Counts of clicks", family: .popularity, isSeeded: false, isTrained: false, tasks: [.click],
            texts: [
                "popularity": "Whether events of items are counted.",
                "userCategory": "Whether the user's events with the item's category are counted.",
            ]
        ) { (configuration: Configuration, _, _) in ClickCounts(configuration: configuration) }
    }
}
