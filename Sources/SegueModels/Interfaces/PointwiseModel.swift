import Foundation
import SegueData
import Torch
import TorchNN

/// What the one number of a pointwise model means.
public enum Prediction: String, Codable, Sendable, CaseIterable {
    /// A rating on the scale of the data.
    case rating
    /// The logit of the probability of an interaction.
    case logit

    /// The number as people want it: a rating as it is, a logit as a probability.
    /// - Parameters:
    ///   - raw: What a model gives.
    ///   - oddsFactor: What the odds of a probability are multiplied by; 1 leaves them as they were learned.
    public func value(of raw: Float, oddsFactor: Double = 1) -> Float {
        switch self {
        case .rating: raw
        case .logit: Float(1 / (1 + exp(-Double(raw)) / oddsFactor))
        }
    }
}

/// Predicts one number for a user, an item and what the user did before: a rating, or the logit of a click.
public protocol PointwiseModel: Model {
    /// What the number means.
    var predicts: Prediction { get }

    /// Whether features of users and items count, so that those of new ones can be described.
    var readsFeatures: Bool { get }

    /// Whether it matters what the user did before; else users are known by what was learned of them, or not at all.
    var readsHistory: Bool { get }

    /// Predicts some rows of a set of examples; their labels are not looked at.
    ///
    /// An unknown user (0) or item is predicted from what is known otherwise. All predictions are finite.
    ///
    /// - Parameters:
    ///   - examples: The examples.
    ///   - rows: Which of them.
    ///   - predictions: Where the numbers go: `[rows.count]`.
    /// - Throws: ``ModelStateError/notFitted(model:)``, `TorchError`.
    func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>) throws
}

extension PointwiseModel {
    /// No.
    public var readsFeatures: Bool { false }
    /// Yes.
    public var readsHistory: Bool { true }

    /// Predicts all examples.
    public func predictions(of examples: ExampleSet) throws -> [Float] {
        var predictions = [Float](repeating: 0, count: examples.count)
        try predictions.withUnsafeMutableBufferPointer { try predict(examples, rows: 0..<examples.count, into: $0) }
        return predictions
    }
}

/// A pointwise model with learned parameters, trained by the shared trainer.
public protocol PointwiseNetwork: PointwiseModel, Module {
    /// One number per example: `[examples]`.
    func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor

    /// A penalty on the parameters, to be added to the loss; nil for none.
    func penalty(_ batch: ExampleBatch) -> Tensor?

    /// How many examples are predicted at once: few for a network that reads histories.
    var examplesAtOnce: Int { get }
}

extension PointwiseNetwork {
    /// None.
    public func penalty(_ batch: ExampleBatch) -> Tensor? { nil }

    /// 8192.
    public var examplesAtOnce: Int { 8192 }

    /// Predicts in batches of ``examplesAtOnce``.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        precondition(predictions.count == rows.count, "one place per row")
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: examplesAtOnce) {
            let part = start..<min(start + examplesAtOnce, rows.upperBound)
            try withTorchErrors {
                try withoutGradients {
                    let batch = ExampleBatch(examples, rows: Array(part), device: device)
                    let values = try self(batch, mode: .inference).array(Float.self)
                    let target = UnsafeMutableBufferPointer(
                        rebasing: predictions[start - rows.lowerBound..<part.upperBound - rows.lowerBound])
                    _ = target.update(fromContentsOf: values)
                }
            }
        }
    }
}
