import SegueCore
import SegueData

/// A search: which trials there were, and what is to be done next. It knows neither models nor files, and what it does next
/// follows from the results alone.
///
/// ```swift
/// var study = Study(SearchSpace(ranges), settings: settings, direction: .higher, maximumEpochs: 20, trialCount: 50, seed: 1)
/// while let job = study.next() { study.record(try train(job)) }
/// ```
public struct Study: Sendable {
    /// What is searched.
    public let space: SearchSpace
    /// Which values are better.
    public let direction: Direction
    /// When trials are compared.
    public let halving: SuccessiveHalving
    /// Number of trials wanted.
    public let trialCount: Int
    /// The trials so far, by number.
    public private(set) var trials: [Trial] = []
    private let sampler: any TrialSampler
    private let root: SeededGenerator
    /// Jobs whose process ended before they did.
    private var abandoned: [TrialJob] = []

    /// How often a draw is repeated that was tried before.
    private static let attempts = 20

    /// An empty search.
    /// - Parameters:
    ///   - space: What is searched.
    ///   - settings: How.
    ///   - direction: Which values are better.
    ///   - maximumEpochs: Epochs of a trial that is trained to its end; 1 for models that are fitted.
    ///   - trialCount: Number of trials.
    ///   - seed: Seeds the draws.
    public init(
        _ space: SearchSpace, settings: TuningSettings, direction: Direction, maximumEpochs: Int, trialCount: Int,
        seed: UInt64
    ) {
        self.space = space
        self.direction = direction
        self.trialCount = trialCount
        halving = settings.halving(maximumEpochs: maximumEpochs)
        sampler = settings.makeSampler
        root = SeededGenerator(seed: seed).split("tune")
    }

    /// What is to be done next, and is under way from now on; nil when nothing is, or not before a result comes in.
    public mutating func next() -> TrialJob? {
        if !abandoned.isEmpty { return abandoned.removeFirst() }
        if let (number, epochs) = halving.promotion(among: trials.map(standing), direction: direction) {
            trials[number].target = epochs
            return TrialJob(number: number, values: trials[number].values, epochs: epochs)
        }
        guard trials.count < trialCount else { return nil }
        return begin(draw(), epochs: halving.rungs[0])
    }

    private mutating func begin(_ values: [String: JSONValue], epochs: Int) -> TrialJob {
        var trial = Trial(number: trials.count, values: values)
        trial.target = epochs
        trials.append(trial)
        return TrialJob(number: trial.number, values: values, epochs: epochs)
    }

    private func draw() -> [String: JSONValue] {
        var generator = root.split("trial \(trials.count)")
        let ranked = ranking.compactMap { space.point(of: $0.values) }
        var values: [String: JSONValue] = [:]
        for _ in 0..<Self.attempts {
            values = space.values(at: sampler.draw(in: space, after: ranked, generator: &generator))
            if !trials.contains(where: { $0.values == values }) { break }
        }
        return values
    }

    /// Takes in a result.
    public mutating func record(_ result: TrialResult) {
        guard trials.indices.contains(result.number) else { return }
        trials[result.number].result = result
        trials[result.number].target = nil
    }

    /// Repeats what an earlier process had begun; what it did not bring to its end is given out again first.
    mutating func replay(_ job: TrialJob) {
        if trials.indices.contains(job.number) {
            trials[job.number].target = job.epochs
        } else {
            _ = begin(job.values, epochs: job.epochs)
        }
    }

    /// Ends ``replay(_:)``.
    mutating func endReplay() {
        abandoned = trials.compactMap { trial in
            trial.target.map { TrialJob(number: trial.number, values: trial.values, epochs: $0) }
        }
    }

    /// Whether a trial needs no more training: it failed, stopped by itself, or has come to the end.
    public func isComplete(_ trial: Trial) -> Bool {
        guard let result = trial.result else { return false }
        return result.failure != nil || result.records.count < result.epochs || result.epochs >= maximumEpochs
    }

    /// Epochs of a trial that is trained to its end.
    public var maximumEpochs: Int { halving.rungs.last ?? 1 }

    /// The trials from the best on: by the rungs that they reached, as a trial that was trained on was better than those that
    /// were not, then by value. Failed ones and those without a result come last.
    var ranking: [Trial] {
        let keys = trials.map { trial in (reached: standing(of: trial).reached, value: value(of: trial)) }
        return trials.indices.sorted { left, right in
            let (one, other) = (keys[left], keys[right])
            guard let first = one.value, let second = other.value else {
                return one.value == nil && other.value == nil ? left < right : one.value != nil
            }
            if one.reached != other.reached { return one.reached > other.reached }
            return first == second ? left < right : direction.isBetter(first, than: second)
        }.map { trials[$0] }
    }

    /// A trial's best value so far; nil when it failed or has none.
    public func value(of trial: Trial) -> Double? {
        trial.result?.failure == nil ? trial.best(upTo: .max, direction: direction) : nil
    }

    /// The trials that have a value, the best first, whatever their epochs.
    public var byValue: [Trial] {
        trials.compactMap { trial in value(of: trial).map { (trial, $0) } }.sorted { left, right in
            left.1 == right.1 ? left.0.number < right.0.number : direction.isBetter(left.1, than: right.1)
        }.map(\.0)
    }

    private func standing(of trial: Trial) -> SuccessiveHalving.Standing {
        let rungs = halving.rungs
        let done = trial.result.map { result in
            isComplete(trial) && result.failure == nil ? rungs.count : rungs.count { $0 <= result.epochs }
        }
        let reached = done ?? 0
        return SuccessiveHalving.Standing(
            reached: reached, promised: trial.target.map { target in rungs.count { $0 <= target } } ?? reached,
            values: rungs.prefix(reached).map { epochs in
                trial.result?.failure == nil ? trial.best(upTo: epochs, direction: direction) : nil
            })
    }
}
