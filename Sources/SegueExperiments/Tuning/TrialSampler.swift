import SegueData

/// Draws the settings of the next trial.
public protocol TrialSampler: Sendable {
    /// A point of the unit cube.
    /// - Parameters:
    ///   - space: What is searched.
    ///   - ranked: The points that were tried, the best first; those that failed, or have no value yet, come last.
    ///   - generator: Its own for each trial, so that a draw depends on nothing but the trials before.
    func draw(in space: SearchSpace, after ranked: [[Double]], generator: inout SeededGenerator) -> [Double]
}

/// Draws every setting uniformly over its range, whatever was tried before (Bergstra and Bengio, JMLR 2012).
public struct RandomSampler: TrialSampler {
    /// The sampler.
    public init() {}

    /// A uniform point.
    public func draw(in space: SearchSpace, after ranked: [[Double]], generator: inout SeededGenerator) -> [Double] {
        (0..<space.dimension).map { _ in generator.uniform() }
    }
}
