import Torch

/// Scales all gradients together so that their joint Euclidean norm is at most `maximumNorm` (Pascanu et al. 2013).
///
/// - Returns: The norm before clipping, as a scalar tensor on the parameters' device.
@discardableResult
public func clipGradients(of parameters: [Parameter], maximumNorm: Double) -> Tensor {
    withoutGradients {
        let gradients = parameters.compactMap(\.gradientValues)
        guard let first = gradients.first else { return .zeros([]) }
        let squares = gradients.map { gradient in (gradient * gradient).sum() }
        let norm = Tensor.stacked(squares, dimension: 0).sum().sqrt()
        let one = Tensor.ones([], device: first.device)
        let factor = one * maximumNorm / (norm + 1e-6)
        let capped = factor.less(than: one).select(factor, else: one)
        for gradient in gradients { gradient.multiply(by: capped) }
        return norm
    }
}
