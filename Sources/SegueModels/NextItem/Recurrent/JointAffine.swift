import Torch
import TorchNN

/// The affine transformation T of hidden state, item vector and user vector, kept as one matrix for each of them.
///
/// `T [h; i; v] = W_h h + W_i i + W_v v + b`. Where the paper adds three transformations with a bias each, their sum is
/// this one with a single bias.
final class JointAffine: Module {
    let hidden: Linear
    let item: Linear
    let user: Linear?
    let bias: Parameter

    init(
        outputSize: Int, hiddenSize: Int, inputSize: Int, hasUser: Bool, initializer: Initializer, generator: Generator
    ) {
        func matrix(_ width: Int) -> Linear {
            Linear(
                inputSize: width, outputSize: outputSize, hasBias: false, initializer: initializer, generator: generator
            )
        }
        hidden = matrix(hiddenSize)
        item = matrix(inputSize)
        user = hasUser ? matrix(inputSize) : nil
        bias = Parameter(initializer([outputSize], generator: generator))
    }

    /// With a user, of the sizes that a network's settings say.
    convenience init(
        outputSize: Int, of configuration: some UserRecurrentConfiguration, initializer: Initializer,
        generator: Generator
    ) {
        self.init(
            outputSize: outputSize, hiddenSize: configuration.hiddenSize, inputSize: configuration.inputSize,
            hasUser: true, initializer: initializer, generator: generator)
    }
}
