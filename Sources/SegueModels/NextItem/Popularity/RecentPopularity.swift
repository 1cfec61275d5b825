import Foundation
import SegueCore
import SegueData

/// Recommends what was popular lately: training interactions count less the older they are.
///
/// With `weighting` `.exponential` an interaction of age a weighs 2^(−a/span), so `span` is a half-life; with
/// `.window` it weighs 1 when a < span and 0 otherwise. Age is counted in days before the newest training interaction
/// of the whole log, or, with `unit` `.interactions` (which needs no times), in interactions of the same user since
/// then. There is no paper to follow: spans differ by domain, and the default, 30 days, is to be tuned.
///
/// The scores are fixed when the fit ends. They do not age with the query's time, and interactions after the training
/// part never enter: between two fits the model is a popularity list. An item whose interactions are all so old that
/// their weight vanishes scores 0.
public typealias RecentPopularity = FixedScoreModel<RecentPopularityConfiguration>

/// Hyper-parameters of ``RecentPopularity``.
public struct RecentPopularityConfiguration: FixedScoreConfiguration {
    /// How the weight of an interaction falls with its age.
    public enum Weighting: String, Codable, Sendable, CaseIterable {
        /// Halves every `span`.
        case exponential
        /// 1 for an age below `span`, else 0.
        case window
    }

    /// What age and `span` are counted in.
    public enum Unit: String, Codable, Sendable, CaseIterable {
        /// Days before the newest training interaction of the log; needs times.
        case days
        /// Interactions of the same user since then: 0 for each user's last one.
        case interactions
    }

    /// How the weight of an interaction falls with its age.
    public var weighting = Weighting.exponential
    /// What age and `span` are counted in.
    public var unit = Unit.days
    /// Half-life, or length of the window, in `unit`s.
    public var span = 30.0

    /// A half-life of 30 days.
    public init() {}

    /// Checks that `span` is above 0.
    public func validate() throws {
        try ConfigurationCheck.positive(span, field: "span")
    }

    /// The model's name in errors.
    public static var modelName: String { "RecentPopularity" }

    /// Sums the weights of each item's training interactions.
    ///
    /// - Throws: ``FittingError/timesRequired(model:remedy:)`` when ages are in days and the log has no times.
    public func scores(of training: TrainingSequences) throws -> (values: [Float], message: String) {
        var sums = [Double](repeating: 0, count: training.itemCount)
        let users = 1..<Int32(clamping: training.userCount + 1)
        let newest = users.lazy.compactMap { training.times(ofUser: $0)?.max() }.max() ?? 0
        for user in users {
            let items = training.items(ofUser: user)
            let times = training.times(ofUser: user)
            if unit == .days, times == nil, !items.isEmpty {
                throw FittingError.timesRequired(model: Self.modelName, remedy: "set unit to interactions")
            }
            for (offset, item) in items.enumerated() where item >= 1 && Int(item) <= sums.count {
                var age = Double(items.count - 1 - offset)
                if unit == .days, let times {
                    age = training.log.timeUnit.seconds(from: times[times.startIndex + offset], to: newest) / 86_400
                }
                sums[Int(item) - 1] += weight(age: age)
            }
        }
        return (sums.map { Float($0) }, "weighted \(training.interactionCount) interactions")
    }

    private func weight(age: Double) -> Double {
        switch weighting {
        case .exponential: exp2(-age / span)
        case .window: age < span ? 1 : 0
        }
    }
}

extension RecentPopularity {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "recent-popularity", "Recent popularity", family: .popularity, isSeeded: false, isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
