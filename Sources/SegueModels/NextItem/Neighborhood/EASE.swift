import Foundation
import SafeTensors
import SegueCore
import SegueData
import Torch

/// Embarrassingly shallow autoencoder (Steck, WWW 2019): the best linear map from what users have to what else they have.
///
/// With X `[users, items]` of zeros and ones, G = XᵀX and P = (G + λI)⁻¹ (Eqs. 7, 8): B_ij = −P_ij ∕ P_jj for i ≠ j and
/// B_jj = 0; score = x B. In double precision; one factorization of an `[items, items]` matrix, n³ ∕ 3 multiplications.
///
/// The paper's x is 1 for all items of the history. Here an item m steps back, counted from its last occurrence, weighs
/// e^(−δm): `decayRate` δ = 0 is the paper's, 0.2 doubles Recall@10 of what comes next on MovieLens 1M and costs nothing.
public final class EASE: NextItemModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// λ: penalty on the squares of B.
        public var regularization = 500.0
        /// δ: an item m steps back weighs e^(−δm).
        public var decayRate = 0.0

        /// λ as for MovieLens 20M in the paper, and no decay.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.positive(regularization, field: "regularization")
            try ConfigurationCheck.notNegative(decayRate, field: "decayRate")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// Threads used by `fit`; the result does not depend on it, but for the last bits of libtorch's factorization.
    public var threadCount = TorchRuntime.threadCount
    /// B: `[items, items]`, row i what item i of a history adds.
    private(set) var weights: [Float] = []
    /// Number of items in the catalog; 0 before the model is fitted or loaded.
    public private(set) var itemCount = 0

    /// More items would need more memory than ten machines of today have.
    static let largestCatalog = 1 << 16

    /// Makes a model that has learned nothing yet.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// Counts, factorizes, inverts.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        let training = material.training
        guard training.interactionCount > 0 else { throw FittingError.noInteractions(model: "EASE") }
        let count = training.itemCount
        guard count <= Self.largestCatalog else {
            throw FittingError.unsuitable(
                model: "EASE", problem: "\(count) items make a matrix of \(count) × \(count) numbers",
                remedy: "leave rare items out with the filter 'core', or take 'item-knn'")
        }
        try context.progress(FitProgress(fraction: 0, message: "counts pairs of items"))
        let gram = Self.gram(UserItemSets(training), regularization: configuration.regularization, threads: threadCount)
        try context.progress(FitProgress(fraction: 0.2, message: "inverts \(count) × \(count) numbers"))
        weights = try withTorchErrors { try Self.solve(gram, count: count) }
        itemCount = count
        try context.progress(FitProgress(fraction: 1, message: "has the weights of \(count) items"))
    }

    /// G + λI, `[items, items]`.
    private static func gram(_ sets: UserItemSets, regularization: Double, threads: Int) -> [Double] {
        let count = sets.itemCount
        var gram = [Double](repeating: 0, count: count * count)
        gram.withUnsafeMutableBufferPointer { gram in
            nonisolated(unsafe) let gram = gram
            Parallel.parts(of: count, threads: threads) { part in
                for column in part {
                    for entry in sets.itemOffsets[column]..<sets.itemOffsets[column + 1] {
                        let user = Int(sets.users[entry])
                        for other in sets.userOffsets[user]..<sets.userOffsets[user + 1] {
                            gram[column * count + Int(sets.items[other])] += 1
                        }
                    }
                    gram[column * count + column] += regularization
                }
            }
        }
        return gram
    }

    private static func solve(_ gram: [Double], count: Int) throws -> [Float] {
        let inverse = Tensor(gram).reshaped([count, count]).choleskyInverse()
        let diagonal = inverse.diagonal()
        let weights = (inverse / diagonal * -1).to(.float32)
        var values: [Float] = try weights.contiguous().array(Float.self)
        for item in 0..<count { values[item * count + item] = 0 }
        return values
    }

    /// Adds up rows of B, decayed.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard itemCount > 0 else { throw ModelStateError.notFitted(model: "EASE") }
        let writer = try ScoreBlockWriter(itemCount: itemCount, queries: queries)
        var sum = [Float](repeating: 0, count: itemCount)
        let factor = Float(exp(-configuration.decayRate))
        for (index, query) in queries.enumerated() where !query.positions.isEmpty {
            for item in sum.indices { sum[item] = 0 }
            // The number of known items before each item's last occurrence.
            var latest: [Int: Int] = [:]
            var (added, known) = (0, 0)
            for position in query.positions {
                while added < position {
                    let item = Int(query.items[query.items.startIndex + added])
                    added += 1
                    guard item >= 1, item <= itemCount else { continue }
                    if factor < 1 { for column in sum.indices { sum[column] *= factor } }
                    let past = latest[item].map { exp(-configuration.decayRate * Double(known - $0)) } ?? 0
                    add(item - 1, weight: Float(1 - past), to: &sum)
                    latest[item] = known
                    known += 1
                }
                let row = try writer.row(query: index, position: position, consume: consume)
                _ = row.update(fromContentsOf: sum)
            }
        }
        try writer.flush(consume)
    }

    private func add(_ column: Int, weight: Float, to sum: inout [Float]) {
        guard weight > 0 else { return }
        weights.withUnsafeBufferPointer { weights in
            let start = column * itemCount
            sum.withUnsafeMutableBufferPointer { sum in
                for item in 0..<sum.count { sum[item] += weight * weights[start + item] }
            }
        }
    }

    /// `weights` `[items, items]`.
    public func state() throws -> [String: HostTensor] {
        guard itemCount > 0 else { throw ModelStateError.notFitted(model: "EASE") }
        return ["weights": HostTensor(shape: [itemCount, itemCount], values: weights)]
    }

    /// Replaces B.
    public func load(state: [String: HostTensor]) throws {
        let found = try StateReader(state: state).floats("weights", shape: [nil, nil])
        guard found.shape[0] == found.shape[1], found.shape[0] > 0 else {
            throw ModelStateError.shape(name: "weights", expected: "[items, items]", found: found.shape)
        }
        (weights, itemCount) = (found.values, found.shape[0])
    }
}

extension EASE {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "ease", "EASE", family: .neighborhood, source: "Steck 2019", isSeeded: false, isTrained: false,
            texts: [
                "regularization": "Penalty on the squares of the weights between items.",
                "decayRate": "An item m steps back weighs e^(−decayRate · m).",
            ]
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
