import CTorch

/// A seeded source of random numbers whose state can be saved and restored exactly.
public final class Generator: @unchecked Sendable {
    let handle: CTGenerator?

    /// Creates a generator.
    /// - Throws: ``TorchError`` when the device has none.
    public init(seed: UInt64, device: Device = .cpu) throws {
        var out: CTGenerator?
        guard ct_generator_create(device.kind.rawValue, device.cIndex, seed, &out) == 0 else { throw TorchError.last() }
        handle = out
    }

    deinit { ct_generator_free(handle) }

    /// The whole state, to be given back to ``restore(_:)``.
    public func state() throws -> [UInt8] {
        var out: CTTensor?
        guard ct_generator_state(handle, &out) == 0 else { throw TorchError.last() }
        return try Tensor(owning: out).array()
    }

    /// Continues exactly where the saved state was taken.
    public func restore(_ state: [UInt8]) throws {
        let tensor = Tensor(state)
        guard ct_generator_set_state(handle, try tensor.soundHandle()) == 0 else { throw TorchError.last() }
    }
}
