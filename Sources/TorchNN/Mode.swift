import Torch

/// What a forward pass is for.
///
/// Passed along instead of being stored in the layers, so that one model may serve several threads.
public enum Mode {
    /// Scores wanted: nothing is dropped.
    case inference
    /// Gradients wanted: units are dropped by draws from this generator.
    case training(Generator)
}
