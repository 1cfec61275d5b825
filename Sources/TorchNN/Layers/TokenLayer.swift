import Torch

/// A layer that makes of each token by itself a token of its own: `[…, size]` → `[…, size]`.
public protocol TokenLayer: Module {
    /// Applies the layer.
    func callAsFunction(_ input: Tensor) -> Tensor
}

/// Which normalization a network has.
public enum Normalization: String, Codable, Sendable, CaseIterable {
    /// ``LayerNorm``.
    case layerNorm
    /// ``RMSNorm``.
    case rmsNorm

    /// A fresh layer for tokens of so many units.
    public func layer(size: Int) -> any TokenLayer {
        switch self {
        case .layerNorm: LayerNorm(size: size)
        case .rmsNorm: RMSNorm(size: size)
        }
    }
}
