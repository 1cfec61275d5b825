import ArgumentParser
import Foundation
import SegueBundle
import SegueCore
import SegueFormats
import Torch

/// `segue doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Tells what this program runs on, and whether all is well.")

    @Flag(help: "Print JSON.")
    var json = false

    private struct Report: Encodable {
        let segue: String
        let libtorch: String
        let libtorchCompiled: String
        let libtorchPath: String
        let isSupported: Bool
        let threads: Int
        let processors: Int
        let devices: [String: Int]
        let cache: String
        let matrixProduct: Bool
    }

    func run() throws {
        try TorchRuntime.setThreadCount(AvailableProcessors.count)
        let product: [Float] = try Tensor([1, 2] as [Float], shape: [1, 2])
            .matmul(Tensor([3, 4] as [Float], shape: [2, 1])).array()
        let devices = Dictionary(
            Device.Kind.allCases.map { ("\($0)", Device.count($0)) }, uniquingKeysWith: { first, _ in first })
        let report = Report(
            segue: SegueVersion.current, libtorch: TorchRuntime.runtimeVersion,
            libtorchCompiled: TorchRuntime.compiledVersion, libtorchPath: TorchRuntime.libraryPath,
            isSupported: TorchRuntime.isSupported, threads: TorchRuntime.threadCount,
            processors: AvailableProcessors.machineCount, devices: devices, cache: DatasetCache.defaultDirectory.path,
            matrixProduct: product == [11])
        if json {
            try Console.json(report)
        } else {
            Console.output("segue        \(report.segue)")
            Console.output("libtorch     \(report.libtorch), compiled for \(report.libtorchCompiled)")
            Console.output("             \(report.libtorchPath)")
            let (cuda, mps) = (devices["cuda"] ?? 0, devices["mps"] ?? 0)
            Console.output(
                "devices      cpu (\(report.threads) threads of \(report.processors) processors), cuda: \(cuda), mps: \(mps)"
            )
            Console.output("cache        \(report.cache)")
        }
        guard report.isSupported, report.matrixProduct else {
            Console.error(
                "libtorch \(report.libtorch) does not fit: this program was compiled for \(report.libtorchCompiled) and "
                    + "supports \(TorchRuntime.supportedVersions); run `make setup` and build again")
            throw ArgumentParser.ExitCode(SegueCore.ExitCode.unavailable)
        }
    }
}
