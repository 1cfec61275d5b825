import SegueCore

/// Asynchronous successive halving (Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht and Talwalkar, "A system for massively
/// parallel hyperparameter tuning", MLSys 2020, Algorithm 2).
///
/// Trials are compared at rungs, after r, r η, r η², … epochs. Whenever there is room for a job, the best ⌊n / η⌋ of the n
/// trials that have reached a rung are looked at, from the highest rung down; one of them that was not trained on yet is. With
/// none, a new trial begins. Nothing waits for a rung to be full.
///
/// A trial's value at a rung is its best until there, for that epoch's weights are the ones that training keeps. One that
/// stopped by itself stands on all rungs; one that failed counts among the n of its rung and is never trained on.
public struct SuccessiveHalving: Sendable, Equatable {
    /// Epochs at which trials are compared, rising; the last is the end.
    public let rungs: [Int]
    /// η.
    public let reductionFactor: Int

    /// - Parameters:
    ///   - minimum: Epochs of the first rung.
    ///   - maximum: Epochs of a trial that is trained to its end, the last rung.
    ///   - reductionFactor: η, at least 2.
    public init(minimum: Int, maximum: Int, reductionFactor: Int) {
        var rungs: [Int] = []
        var epochs = max(1, minimum)
        while epochs < maximum {
            rungs.append(epochs)
            let (next, overflows) = epochs.multipliedReportingOverflow(by: max(2, reductionFactor))
            epochs = overflows ? maximum : next
        }
        self.init(rungs: rungs + [max(1, maximum)], reductionFactor: reductionFactor)
    }

    init(rungs: [Int], reductionFactor: Int) {
        self.rungs = rungs
        self.reductionFactor = max(2, reductionFactor)
    }

    /// Where a trial stands.
    struct Standing {
        /// Number of rungs that it has reached.
        var reached: Int
        /// Number of rungs that it will have reached when what is under way is done.
        var promised: Int
        /// Its value at each rung reached; nil where it failed.
        var values: [Double?]
    }

    /// The trial to train on, and how far.
    /// - Parameters:
    ///   - standings: All trials, in the order of their numbers.
    ///   - direction: Which values are better.
    /// - Returns: nil when a new trial is to begin.
    func promotion(among standings: [Standing], direction: Direction) -> (trial: Int, epochs: Int)? {
        for rung in rungs.indices.dropLast().reversed() {
            let members = standings.indices.filter { standings[$0].reached > rung }
            let ranked = members.filter { standings[$0].values[rung] != nil }.sorted { left, right in
                guard let one = standings[left].values[rung], let other = standings[right].values[rung], one != other
                else { return left < right }
                return direction.isBetter(one, than: other)
            }
            let next = ranked.prefix(members.count / reductionFactor).first { standings[$0].promised <= rung + 1 }
            if let next { return (next, rungs[rung + 1]) }
        }
        return nil
    }
}
