import SegueData
import Torch

/// A sequence model that can read one more event of a user without reading the history again.
public protocol SteppingModel: SequenceModel {
    /// Whether the settings allow it.
    var canStep: Bool { get }

    /// Reads one more event of each row, with the parameters as they are when the stepper is made.
    /// - Throws: `ConfigurationError` where the settings do not allow it, see ``canStep``.
    func makeStep() throws -> EventStep

    /// The state before the first event.
    func initialSteps(rows: Int) -> SteppingState
}

/// One more event of each row: what to rank by, `[rows, hidden]`, and the states with the events read.
public typealias EventStep = (
    _ batch: SequenceBatch, _ state: SteppingState
) -> (representations: Tensor, state: SteppingState)

/// A cell's state is all that a recurrent network has read.
extension StatefulSequenceModel {
    /// Always.
    public var canStep: Bool { true }

    /// The cell, over a piece of one event.
    public func makeStep() throws -> EventStep {
        let read = reader(tokens: .max)
        return { batch, state in
            let (output, next) = read(batch, state.parts)
            return (output.representations, SteppingState(parts: next, rowCount: state.rowCount))
        }
    }

    /// The cell's.
    public func initialSteps(rows: Int) -> SteppingState {
        SteppingState(parts: initialState(rows: rows), rowCount: rows)
    }
}
