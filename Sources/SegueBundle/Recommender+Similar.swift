import SegueCore
import SegueData
import SegueModels

extension Recommender {
    /// The items most like an item, most similar first, in the ids of the outside world; `score` is the similarity.
    ///
    /// - Throws: ``SimilarItemsError`` when the item is unknown or the model knows of no similarity; what the model throws.
    public func similar(to item: String, count: Int = 10) throws -> [Recommendation] {
        guard let model = bundle.model.model as? any SimilarItemsModel else {
            throw SimilarItemsError.noSimilarity(model: bundle.entry.title)
        }
        guard let index = bundle.items.index(ofWritten: item) else { throw SimilarItemsError.unknownItem(id: item) }
        return try model.similarItems(to: index, count: count).compactMap { similar in
            bundle.items.id(at: similar.item).map {
                Recommendation(item: $0, title: bundle.catalog.title(of: $0), score: similar.score)
            }
        }
    }
}

/// A question for similar items that has no answer.
public enum SimilarItemsError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// The bundle's model does not compare items.
    case noSimilarity(model: String)
    /// The bundle's data had no such item.
    case unknownItem(id: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .noSimilarity(let model):
            "\(model) does not compare items: train item2vec, a neighborhood model, bpr-mf, sequential-mf, fiscl or a GRU"
        case .unknownItem(let id): "item '\(id)' is unknown: it did not occur in the training data"
        }
    }

    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
