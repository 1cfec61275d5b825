import ArgumentParser
import SegueCore
import Torch

/// Where and with how many threads to compute.
struct RuntimeOptions: ParsableArguments {
    /// More threads than this only wait for each other, or are refused by the system.
    static let maximumThreads = max(64, 4 * AvailableProcessors.machineCount)

    @Option(help: "Where to compute: cpu, cuda, cuda:N or mps.")
    var device = "cpu"

    @Option(
        parsing: .unconditional,
        help: """
            Threads an operation may use, at most four per processor or 64; the same number gives the same bits. \
            (default: one per processor that affinity and the container's limit allow)
            """)
    var threads: Int?

    @Flag(help: "Compute by libtorch's own operations what Segue has kernels for: slower, for finding faults.")
    var referenceKernels = false

    func validate() throws {
        guard let threads, !(1...Self.maximumThreads).contains(threads) else { return }
        throw ValidationError("--threads must lie in 1...\(Self.maximumThreads), not \(threads)")
    }

    /// Checks the device, sets the number of threads.
    func start() throws -> Device {
        try TorchRuntime.setThreadCount(threads ?? AvailableProcessors.count)
        TorchRuntime.usesReferenceKernels = referenceKernels
        return try Device.validated(device)
    }
}
