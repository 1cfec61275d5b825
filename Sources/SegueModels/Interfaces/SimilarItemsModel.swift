import SegueData
import Torch

/// A model that can say which items are like an item.
public protocol SimilarItemsModel: NextItemModel {
    /// The items most like `item`, most similar first, itself left out; none for an item it does not know.
    /// - Throws: ``ModelStateError/notFitted(model:)``.
    func similarItems(to item: Int32, count: Int) throws -> [ScoredItem]
}

/// A model that gives each item a place in a space.
public protocol ItemVectorModel: SimilarItemsModel {
    /// The items' places. - Throws: ``ModelStateError/notFitted(model:)``, `TorchError`.
    func itemVectors() throws -> ItemVectors
}

extension ItemVectorModel {
    /// The nearest by cosine.
    public func similarItems(to item: Int32, count: Int) throws -> [ScoredItem] {
        try itemVectors().nearest(to: item, count: count)
    }
}

/// A vector for every item.
public struct ItemVectors: Sendable, Equatable {
    /// Numbers in a vector.
    public let dimension: Int
    /// `[items, dimension]`, one row after the other; item i is row i − 1.
    public let values: [Float]

    /// Vectors as they are.
    /// - Precondition: `values.count` is a multiple of `dimension`, which is at least 1.
    public init(dimension: Int, values: [Float]) {
        precondition(dimension >= 1 && values.count % dimension == 0, "whole rows")
        self.dimension = dimension
        self.values = values
    }

    /// Number of items.
    public var count: Int { values.count / dimension }

    /// Each divided by its length; a vector of zeros stays.
    public var unitVectors: ItemVectors {
        var unit = values
        for row in 0..<count {
            let places = row * dimension..<(row + 1) * dimension
            let length = values[places].reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
            guard length > 0 else { continue }
            for place in places { unit[place] = values[place] / length }
        }
        return ItemVectors(dimension: dimension, values: unit)
    }

    /// The items with the greatest cosine to that of `item`, itself left out; none outside 1…count, nor for a vector of
    /// zeros, which is like nothing.
    public func nearest(to item: Int32, count wanted: Int) -> [ScoredItem] {
        guard item >= 1, Int(item) <= count else { return [] }
        let unit = unitVectors
        let own = Array(unit.values[(Int(item) - 1) * dimension..<Int(item) * dimension])
        guard own.contains(where: { $0 != 0 }) else { return [] }
        var scores = unit.products(with: own)
        scores[Int(item) - 1] = -.infinity
        var selector = TopSelector(count: wanted)
        scores.withUnsafeBufferPointer { selector.select(from: $0) }
        return selector.selection
    }

    /// The dot product of each with `vector`: `[count]`.
    func products(with vector: [Float]) -> [Float] {
        values.withUnsafeBufferPointer { values in
            (0..<count).map { row in
                var sum: Float = 0
                for column in 0..<dimension { sum += values[row * dimension + column] * vector[column] }
                return sum
            }
        }
    }
}

extension ItemVectors {
    /// The rows of an embedding or output table.
    init(_ table: Tensor) throws {
        self.init(dimension: max(1, table.size(1)), values: try table.array(Float.self))
    }
}
