import ArgumentParser
import Foundation
import SafeTensors
import SegueCore
import SegueData
import SegueFiles
import SegueModels
import Torch
import TorchNN

/// Tells people what went wrong, on standard error, and programs, by the exit code.
enum ErrorReport {
    static func exit(with error: any Error) -> Never {
        if SystemErrorText.isSystemError(error) {
            Console.error("error: \(SystemErrorText.sentence(of: error))")
            Foundation.exit(SystemErrorText.exitCode(of: error))
        }
        if let error = error as? TorchError, error.isOutOfMemory {
            Console.error(
                "error: there is not enough memory (\(error)): take a smaller model or batch, as --set model.hiddenSize=100 "
                    + "or --set training.batchSize=32")
            Foundation.exit(SegueCore.ExitCode.unavailable)
        }
        if let code = exitCode(of: error) {
            Console.error("error: \(error)")
            Foundation.exit(code)
        }
        exitAsArgumentParser(with: error)
    }

    /// Help and versions, and mistakes on the command line, which ArgumentParser explains itself: in the same form as ours.
    private static func exitAsArgumentParser(with error: any Error) -> Never {
        let code = SegueCommand.exitCode(for: error)
        let message = SegueCommand.message(for: error)
        var text = SegueCommand.fullMessage(for: error)
        guard !code.isSuccess else {
            if !text.isEmpty { Console.output(text) }
            Foundation.exit(0)
        }
        if let range = text.range(of: message), !message.isEmpty {
            text = "error: \(message.prefix(1).lowercased())\(message.dropFirst())" + text[range.upperBound...]
        }
        if !text.isEmpty { Console.error(text) }
        Foundation.exit(code.rawValue)
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
        default: nil
        }
    }
}
