import SegueCore
import SegueData
import SegueEvaluation
import SegueModels

/// What a few users watched last, and what a model would recommend next.
public struct RecommendationExamples {
    /// Whose test part the users are of.
    public let experiment: Experiment
    /// What recommends.
    public let model: any NextItemModel
    /// Number of users.
    public var userCount = 4
    /// Number of items shown of each history, the last ones.
    public var historyCount = 5
    /// Number of items recommended.
    public var recommendationCount = 8

    /// Examples of four users.
    public init(experiment: Experiment, model: any NextItemModel) {
        self.experiment = experiment
        self.model = model
    }

    /// The examples; what a user has seen already is not recommended.
    /// - Throws: what the model throws.
    public func make() throws -> [RecommendationExample] {
        let log = experiment.split.log
        let all = experiment.split.queries(.test)
        let stride = max(1, all.count / max(1, userCount))
        let queries = Swift.stride(from: 0, to: all.count, by: stride).prefix(userCount).map { index in
            var query = all[index]
            query.positions = query.positions.lowerBound..<query.positions.lowerBound + 1
            return query
        }
        let lists = try model.topItems(for: queries, count: recommendationCount, excludesSeen: true)
        return zip(queries, lists).map { query, list in
            let position = query.positions.lowerBound
            let target = query.target(at: position)
            return RecommendationExample(
                user: log.users.id(at: query.user) ?? "?",
                history: query.items.prefix(position).suffix(historyCount).map { .init(title: title($0)) },
                recommended: list.map {
                    .init(title: title($0.item), score: Double($0.score), isTarget: $0.item == target)
                })
        }
    }

    private func title(_ item: Int32) -> String {
        let id = experiment.split.log.items.id(at: item) ?? "?"
        return VisibleText.line(experiment.dataset.catalog.title(of: id) ?? id)
    }
}

extension RecommendationExample {
    /// The example as lines of text.
    public var plainText: String {
        var lines = ["user \(user) last watched"]
        lines += history.map { "    \($0.title)" }
        lines.append("  and is recommended")
        lines += recommended.enumerated().map { rank, item in
            "  \(rank + 1). \(item.title)" + (item.isTarget ? "   ← what they watched next" : "")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
