import CTorch

/// Where tensors live and operations run.
public struct Device: Sendable, Hashable, CustomStringConvertible {
    /// Kinds of device, with libtorch's own numbers.
    public enum Kind: Int32, Sendable, CaseIterable {
        case cpu = 0
        case cuda = 1
        case mps = 13
    }

    /// Kind of the device.
    public let kind: Kind
    /// Which one of its kind; 0 for the CPU.
    public let index: Int

    /// Creates a device without asking whether the machine has it; see ``validated(_:)``.
    public init(_ kind: Kind, index: Int = 0) {
        self.kind = kind
        self.index = index
    }

    /// The host.
    public static let cpu = Device(.cpu)

    /// `cpu`, `cuda:0`, `mps`.
    public var description: String { kind == .cuda ? "cuda:\(index)" : "\(kind)" }

    /// How many devices of a kind this machine and this libtorch offer.
    ///
    /// The first question about CUDA loads libtorch's CUDA part.
    public static func count(_ kind: Kind) -> Int {
        var count: Int32 = 0
        return ct_device_count(kind.rawValue, &count) == 0 ? Int(count) : 0
    }

    /// Reads `cpu`, `cuda`, `cuda:1` or `mps` and checks that the machine has it.
    ///
    /// - Throws: ``DeviceError`` with the remedy.
    public static func validated(_ text: String) throws -> Device {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
        let kind = Kind.allCases.first { "\($0)" == parts.first.map(String.init) }
        guard let kind, parts.count <= 2, let index = parts.count == 2 ? Int(parts[1]) : 0, index >= 0 else {
            throw DeviceError.malformed(text)
        }
        let device = Device(kind, index: index)
        let available = count(kind)
        guard index < available else { throw DeviceError.unavailable(device, available: available) }
        return device
    }

    /// Waits until everything queued on the device is done.
    public func synchronize() { _ = ct_device_synchronize(kind.rawValue, Int32(index)) }

    var cIndex: Int32 { kind == .cpu ? -1 : Int32(index) }
}

/// Why a device cannot be used.
public enum DeviceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not a device's name.
    case malformed(String)
    /// The machine, or the libtorch in use, has no such device.
    case unavailable(Device, available: Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .malformed(let text):
            return "'\(text)' is not a device: expected cpu, cuda, cuda:N or mps"
        case .unavailable(let device, let available) where device.kind == .cuda:
            return "\(device) was asked for, but this program sees \(available) CUDA devices: it needs an NVIDIA GPU "
                + "with its driver and a CUDA build of libtorch (set LIBTORCH to one and run `make setup`); or use --device cpu"
        case .unavailable(let device, let available):
            return "\(device) was asked for, but this program sees \(available) such devices; use --device cpu"
        }
    }
}
