import SegueData
import Torch
import TorchNN

/// The network of ``GLocalK``: three kernelized layers over the rows of a matrix of items × users, and the global kernel.
///
/// Both ends of it are sparse, so that neither layer is computed as a whole: the first reads the rated cells alone, or those
/// beside them, the last is wanted at the rated cells, and where the row means of all predictions are, the mean over the users
/// is taken of its weights.
final class GLocalKNetwork: Module {
    /// What comes out, as factors: the rating of an item by a user is `items[i] · users[u] + bias[u]`.
    struct Output {
        /// What is behind the second layer: `[items, hidden]`.
        let items: Tensor
        /// The last layer's weights: `[users, hidden]`.
        let users: Tensor
        /// Its biases: `[users]`.
        let bias: Tensor
        /// The penalty of all weights and kernels.
        let penalty: Tensor
    }

    let layers: [KernelizedLayer]
    /// C: `[items, 9]`.
    let globalKernel: Parameter
    private let configuration: GLocalK.Configuration

    init(configuration: GLocalK.Configuration, itemCount: Int, userCount: Int, generator: Generator) {
        self.configuration = configuration
        let hidden = configuration.hiddenSize
        layers = [(userCount, hidden), (hidden, hidden), (hidden, userCount)].map { inputs, outputs in
            KernelizedLayer(
                inputSize: inputs, outputSize: outputs, vectorSize: configuration.kernelSize, generator: generator)
        }
        globalKernel = Parameter(Initializer.truncatedNormal(deviation: 0.1)([itemCount, 9], generator: generator))
    }

    /// The ratings as the network sees them.
    /// - Parameters:
    ///   - ratings: The rated cells.
    ///   - neighborhoods: The same as the global kernel sees them, for fine-tuning; nil for pre-training.
    func callAsFunction(_ ratings: RatingMatrix, neighborhoods: RatingMatrix.Neighborhoods?) -> Output {
        var (weights, penalty) = ([Tensor](), Tensor.zeros([]))
        for layer in layers {
            let (weight, kernel) = (layer.weight.value, layer.kernel())
            weights.append(weight * kernel)
            penalty =
                penalty + (weight * weight).sum() * (configuration.weightPenalty / 2)
                + (kernel * kernel).sum() * (configuration.kernelPenalty / 2)
        }
        func encode(_ first: Tensor) -> Tensor {
            let hidden = (first + layers[0].bias.value).sigmoid()
            return layers[1].bias.value.addingProduct(hidden, weights[1]).sigmoid()
        }
        let (last, bias) = (weights[2], layers[2].bias.value)
        var hidden = encode(ratings.cells.product(ratings.values, weights[0]))
        if let neighborhoods {
            let users = Double(max(1, ratings.cells.columnCount))
            let means = hidden.matmul(last.sum([1], keepingDimensions: true) * (1 / users)) + bias.mean()
            let kernel = means.transposed().matmul(globalKernel.value) * configuration.globalKernelScale
            let mixed = neighborhoods.convolved(with: kernel).relu()
            hidden = encode(neighborhoods.cells.product(mixed, weights[0]))
        }
        return Output(items: hidden, users: last.transposed().contiguous(), bias: bias, penalty: penalty)
    }

    /// Half the squared error of the rated cells, summed, and the penalty.
    func loss(_ ratings: RatingMatrix, neighborhoods: RatingMatrix.Neighborhoods?) -> Tensor {
        let output = self(ratings, neighborhoods: neighborhoods)
        let predicted = ratings.cells.sample(output.items, output.users)
        let errors = predicted + output.bias.indexSelect(0, ratings.cells.columnIndices) - ratings.values
        return (errors * errors).sum() * 0.5 + output.penalty
    }
}
