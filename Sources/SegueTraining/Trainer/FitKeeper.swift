import SafeTensors
import SegueModels

/// Keeps what a model that learns by itself has learned: while it fits, where the model says how far it is, and at the end.
public final class FitKeeper: FitCheckpoints {
    /// What `state.json` of such a checkpoint holds.
    private struct State: CheckpointContent {
        static let kind: String? = "fit"
        var format = CheckpointStore.format
        var kind = State.kind
        var identity: RunIdentity
        var isComplete: Bool
    }

    private let store: CheckpointStore?
    private let interval: Duration
    private let signalToStopFor: () -> Int32
    private var lastSave = ContinuousClock.now
    /// Whether the model says how far it is: then a stop waits until it says so again.
    private var keeps = false

    /// - Parameters:
    ///   - store: Where to save and go on from; nil for neither.
    ///   - interval: Time between two savings of a fit that is under way.
    ///   - signalToStopFor: Asked between parts of the work for a signal to stop for; 0 to go on.
    public init(
        _ store: CheckpointStore?, interval: Duration = .seconds(60), signalToStopFor: @escaping () -> Int32 = { 0 }
    ) {
        self.store = store
        self.interval = interval
        self.signalToStopFor = signalToStopFor
    }

    /// The state of a model whose fit came to its end; nil when there is something left to do.
    /// - Throws: ``TrainingError`` for checkpoints of another run, and when none can be read.
    public func fitted() throws -> [String: HostTensor]? { try newest(isComplete: true) }

    /// What was kept last of a fit that did not come to its end.
    /// - Throws: ``TrainingError`` for checkpoints of another run, and when none can be read.
    public func restored() throws -> [String: HostTensor]? { try newest(isComplete: false) }

    private func newest(isComplete: Bool) throws -> [String: HostTensor]? {
        guard let store, let found = try store.newest(State.self) else { return nil }
        try store.check(found.state.identity, path: found.path)
        return found.state.isComplete == isComplete ? found.tensors : nil
    }

    /// Saves when it is time to, or when somebody asked for an end.
    /// - Throws: ``TrainingError/fitInterrupted(signal:isKept:)`` in that case, and what saving throws.
    public func keep(_ state: () throws -> [String: HostTensor]) throws {
        keeps = true
        let signal = signalToStopFor()
        if store != nil, signal != 0 || ContinuousClock.now - lastSave >= interval {
            try save(state(), isComplete: false)
        }
        if signal != 0 { throw TrainingError.fitInterrupted(signal: signal, isKept: store != nil) }
    }

    /// Ends a fit that keeps nothing, when somebody asked for it.
    /// - Throws: ``TrainingError/fitInterrupted(signal:isKept:)`` in that case.
    public func checkForStop() throws {
        guard !keeps else { return }
        let signal = signalToStopFor()
        if signal != 0 { throw TrainingError.fitInterrupted(signal: signal, isKept: false) }
    }

    /// Saves the state of a model that is fitted.
    public func finish(_ state: [String: HostTensor]) throws { try save(state, isComplete: true) }

    private func save(_ tensors: [String: HostTensor], isComplete: Bool) throws {
        guard let store else { return }
        try store.save(state: State(identity: store.identity, isComplete: isComplete), tensors: tensors)
        lastSave = .now
    }
}
