import Foundation
import SegueCore

/// How alike two items are, from the users they share:
/// s(i, j) = c(i, j) / ((sup(i) + λ)^α · (sup(j) + λ)^(1 − α)).
///
/// c(i, j) counts the distinct training users of both items, sup(i) those of i. The defaults, λ = 0 and α = ½, are the
/// cosine between the items' sets of users.
public struct ItemSimilarity: Codable, Sendable, Equatable {
    /// λ: pulls items with few users towards 0, because a few shared users may be chance; 0 for none.
    public var shrinkage = 0.0
    /// α: the part of the normalization on the side of the item in the history. ½ is symmetric (cosine); 1 is the
    /// conditional probability of the candidate given the history item, which favors popular candidates.
    public var exponent = 0.5

    /// Cosine.
    public init() {}

    /// Checks that `shrinkage` is not negative and `exponent` lies in 0...1.
    public func validate() throws {
        try ConfigurationCheck.notNegative(shrinkage, field: "similarity.shrinkage")
        try ConfigurationCheck.within(0...1, exponent, field: "similarity.exponent")
    }

    /// The factors of both sides for an item with `support` users; 0 for an item with none.
    func weights(support: Int) -> (history: Float, candidate: Float) {
        guard support > 0 else { return (0, 0) }
        let size = Double(support) + shrinkage
        return (Float(pow(size, -exponent)), Float(pow(size, exponent - 1)))
    }
}
