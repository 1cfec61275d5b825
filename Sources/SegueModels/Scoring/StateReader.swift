import SafeTensors

/// Reads a model's arrays out of a state, checking type and shape; each failure is a ``ModelStateError``.
struct StateReader {
    let state: [String: HostTensor]

    /// The floats of `name`, all finite. `shape`: the sizes demanded, `nil` where any size will do.
    func floats(_ name: String, shape: [Int?]) throws -> (shape: [Int], values: [Float]) {
        let tensor = try tensor(name, shape: shape)
        let values: [Float]
        do { values = try tensor.array(of: Float.self) } catch { throw mismatch(name, expected: "f32", tensor) }
        guard values.allSatisfy(\.isFinite) else {
            throw ModelStateError.value(name: name, problem: "holds a number that is not finite")
        }
        return (tensor.shape, values)
    }

    /// The double-precision numbers of `name`, all finite.
    func doubles(_ name: String, shape: [Int?]) throws -> (shape: [Int], values: [Double]) {
        let tensor = try tensor(name, shape: shape)
        let values: [Double]
        do { values = try tensor.array(of: Double.self) } catch { throw mismatch(name, expected: "f64", tensor) }
        guard values.allSatisfy(\.isFinite) else {
            throw ModelStateError.value(name: name, problem: "holds a number that is not finite")
        }
        return (tensor.shape, values)
    }

    /// The 32-bit integers of `name`.
    func integers(_ name: String, shape: [Int?]) throws -> [Int32] {
        let tensor = try tensor(name, shape: shape)
        do { return try tensor.array(of: Int32.self) } catch { throw mismatch(name, expected: "i32", tensor) }
    }

    /// The 64-bit integers of `name`.
    func longIntegers(_ name: String, shape: [Int?]) throws -> [Int64] {
        let tensor = try tensor(name, shape: shape)
        do { return try tensor.array(of: Int64.self) } catch { throw mismatch(name, expected: "i64", tensor) }
    }

    private func tensor(_ name: String, shape: [Int?]) throws -> HostTensor {
        guard let tensor = state[name] else { throw ModelStateError.missing(name: name) }
        let fits = tensor.shape.count == shape.count && zip(shape, tensor.shape).allSatisfy { $0 == nil || $0 == $1 }
        guard fits else {
            let sizes = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw ModelStateError.shape(name: name, expected: "[\(sizes)]", found: tensor.shape)
        }
        return tensor
    }

    private func mismatch(_ name: String, expected: String, _ tensor: HostTensor) -> ModelStateError {
        .elementType(name: name, expected: expected, found: "\(tensor.dtype)")
    }
}
