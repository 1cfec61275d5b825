import ArgumentParser
import Foundation
import SafeTensors
import SegueCore
import SegueData
import SegueModels
import Torch
import TorchNN

/// Tells people what went wrong, on standard error, and programs, by the exit code.
enum ErrorReport {
    static func exit(with error: any Error) -> Never {
        guard let code = exitCode(of: error) else { SegueCommand.exit(withError: error) }
        Console.error("error: \(error)")
        Foundation.exit(code)
    }

    /// The exit code of an error of ours; nil for those that ArgumentParser explains itself.
    private static func exitCode(of error: any Error) -> Int32? {
        switch error {
        case let error as any ExitCodeProviding: error.exitCode
        case is ConfigurationError: SegueCore.ExitCode.configuration
        case is DeviceError: SegueCore.ExitCode.unavailable
        case is TorchError: SegueCore.ExitCode.internalError
        case is StateError, is ModelStateError, is FittingError, is QueryError, is SafeTensorsError:
            SegueCore.ExitCode.badData
        case is CocoaError, is POSIXError: SegueCore.ExitCode.io
        default: nil
        }
    }
}
