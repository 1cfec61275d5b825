import Torch

/// Scales all gradients together so that their joint Euclidean norm is at most `maximumNorm` (Pascanu et al. 2013).
///
/// - Returns: The norm before clipping, as a scalar tensor on the parameters' device.
@discardableResult
public func clipGradients(of parameters: [Parameter], maximumNorm: Double) -> Tensor {
    withoutGradients {
        let gradients = parameters.compactMap(\.gradientValues)
        guard !gradients.isEmpty else { return .zeros([]) }
        let norms = gradients.map { $0.norm() }
        let norm = Tensor.stacked(norms, dimension: 0).norm()
        // A factor of 1 changes nothing, so most steps need no pass over the gradients.
        let factor = maximumNorm / (((try? norm.scalar()) ?? 0) + 1e-6)
        if factor < 1 {
            for gradient in gradients { gradient.multiply(by: factor) }
        }
        return norm
    }
}
