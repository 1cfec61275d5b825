import ArgumentParser
import Foundation
import Torch

/// Where and with how many threads to compute.
struct RuntimeOptions: ParsableArguments {
    @Option(help: "Where to compute: cpu, cuda, cuda:N or mps.")
    var device = "cpu"

    @Option(help: "Threads an operation may use; the same number gives the same bits. (default: all cores)")
    var threads: Int?

    @Flag(help: "Compute by libtorch's own operations what Segue has kernels for: slower, for finding faults.")
    var referenceKernels = false

    /// Checks the device, sets the number of threads.
    func start() throws -> Device {
        try TorchRuntime.setThreadCount(threads ?? ProcessInfo.processInfo.activeProcessorCount)
        TorchRuntime.usesReferenceKernels = referenceKernels
        return try Device.validated(device)
    }
}
