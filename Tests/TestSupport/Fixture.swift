import Foundation
import SafeTensors
import Torch

/// Reference tensors made by an independent PyTorch script, read by case and name.
public struct Fixture {
    private let file: SafeTensorsFile

    /// Opens a fixture file that lies beside the tests as a resource.
    public init(_ name: String, in bundle: Bundle) throws {
        let url = bundle.resourceURL?.appendingPathComponent("Fixtures/\(name).safetensors")
        guard let url else { throw CocoaError(.fileNoSuchFile) }
        file = try SafeTensorsFile(contentsOf: url)
    }

    /// All tensor names.
    public var names: [String] { file.names }

    /// Whether there is such a tensor.
    public func contains(_ name: String) -> Bool { file.names.contains(name) }

    /// A tensor of type `f32`, `f64` or `i64`.
    public func tensor(_ name: String) throws -> Tensor {
        let host = try file.tensor(named: name)
        switch host.dtype {
        case .f64: return Tensor(try host.array(of: Double.self), shape: host.shape)
        case .i64: return Tensor(try host.array(of: Int64.self), shape: host.shape)
        default: return Tensor(try host.array(of: Float.self), shape: host.shape)
        }
    }

    /// The names behind a prefix, without it.
    public func names(under prefix: String) -> [String] {
        file.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}

/// Largest absolute difference of two tensors of equal shape; infinite when shapes differ.
public func distance(_ left: Tensor, _ right: Tensor) throws -> Double {
    left.shape == right.shape ? try largestMagnitude(left.to(.float64) - right.to(.float64)) : .infinity
}

/// The same as a share of the right tensor's largest magnitude; the same where that tensor is all zeros.
public func relativeDistance(_ left: Tensor, _ right: Tensor) throws -> Double {
    let largest = try largestMagnitude(right)
    return try distance(left, right) / (largest == 0 ? 1 : largest)
}

/// The largest absolute value; 0 of no element, infinite where one is not a number.
private func largestMagnitude(_ tensor: Tensor) throws -> Double {
    guard tensor.elementCount > 0 else { return 0 }
    // The largest comes first, and what is not a number counts as larger than all.
    let largest = try tensor.detached().to(.float64).abs().reshaped([-1]).topK(1).values.array(Double.self)[0]
    return largest.isNaN ? .infinity : largest
}

/// A leaf tensor that collects a gradient.
public func leaf(_ tensor: Tensor) -> Tensor {
    let copy = tensor.detached()
    copy.requiresGradient = true
    return copy
}
