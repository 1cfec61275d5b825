import SegueCore
import SegueData
import Torch
import TorchNN

/// The batches of one epoch, which can be left after any batch and entered again.
public protocol BatchSource {
    /// One batch.
    associatedtype Batch
    /// A position between two batches; with the same data it gives exactly the batches that were still to come.
    associatedtype Cursor: Codable & Sendable & Equatable

    /// Where the source stands.
    var cursor: Cursor { get }
    /// Examples of the whole epoch: predictions, ratings, clicks.
    var exampleCount: Int { get }
    /// The next batch; nil at the end.
    mutating func next() throws -> Batch?
}

/// The loss of a batch.
public struct BatchLoss {
    /// The mean over the batch's examples: a scalar.
    public let loss: Tensor
    /// A penalty on parameters, to be added for the gradient and left out of reports.
    public let penalty: Tensor?
    /// Number of examples.
    public let count: Int
    /// The users of the batch, for messages.
    public let users: [Int32]

    /// Collects the parts.
    public init(loss: Tensor, penalty: Tensor? = nil, count: Int, users: [Int32]) {
        self.loss = loss
        self.penalty = penalty
        self.count = count
        self.users = users
    }
}

/// What a ``Trainer`` trains: a module, batches, and the loss of one. It knows what the examples are; the trainer does not.
public protocol TrainingProblem: AnyObject {
    /// The batches.
    associatedtype Source: BatchSource

    /// What is trained.
    var module: any Module { get }
    /// Whether only the rows of a table that a batch touches get a gradient.
    func isTouchedInRows(_ parameter: Parameter) -> Bool
    /// The label of the random stream that orders epochs: part of the results of a seed.
    static var orderLabel: String { get }
    /// Begins an epoch, or goes on in one.
    /// - Parameters:
    ///   - number: The epoch, from 1.
    ///   - generator: Draws the epoch's order; another one each epoch.
    ///   - shard: Which part of the examples this process takes.
    ///   - cursor: Where to go on; nil at the beginning.
    func epoch(
        _ number: Int, generator: SeededGenerator, shard: Shard, resuming cursor: Source.Cursor?
    ) throws -> Source
    /// The loss of a batch, in training mode.
    func loss(_ batch: Source.Batch, generator: Generator) throws -> BatchLoss
    /// Tensors that go from batch to batch, saved with every checkpoint.
    var carried: [String: Tensor] { get set }
    /// Called at the end of each epoch, before validation.
    func didFinishEpoch()
    /// The watched metric on validation data; nil without.
    func validate() throws -> Double?
    /// Whether more of the watched metric is better.
    var direction: Direction { get }
}

/// A process's part of the examples.
public struct Shard: Codable, Sendable, Equatable {
    /// Number of this process, from 0.
    public let rank: Int
    /// Number of processes.
    public let world: Int

    /// A part.
    public init(rank: Int, world: Int) {
        precondition(world >= 1 && (0..<world).contains(rank), "a rank within the world")
        self.rank = rank
        self.world = world
    }

    /// All examples.
    public static let whole = Shard(rank: 0, world: 1)
}

/// What processes that train together tell each other.
public protocol Communicator: AnyObject {
    /// This process's part.
    var shard: Shard { get }
    /// Makes gradients those of all processes' batches together: means weighted by `weight`, the examples of this batch.
    func reduceGradients(of parameters: [Parameter], weight: Int) throws
    /// Throws in every process if one has failed, so that none waits for ever for the others.
    func agree(on failure: (any Error)?) throws
    /// The number that the first process has.
    func broadcast(_ value: Double) throws -> Double
}

/// One process alone.
public final class SingleProcess: Communicator {
    /// The communicator.
    public init() {}
    /// All.
    public var shard: Shard { .whole }
    /// Nothing to do.
    public func reduceGradients(of parameters: [Parameter], weight: Int) {}
    /// Throws the failure.
    public func agree(on failure: (any Error)?) throws {
        if let failure { throw failure }
    }
    /// The value itself.
    public func broadcast(_ value: Double) -> Double { value }
}
