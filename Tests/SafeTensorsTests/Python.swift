import Foundation

/// The Python of the PATH, if there is one.
enum Python {
    static let hasSafeTensors = (try? run("import numpy, safetensors; print('yes')")) == "yes\n"

    struct Failure: Error { var status: Int32 }

    /// Runs a script and gives what it prints.
    static func run(_ script: String, arguments: [String] = []) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return String(data: data, encoding: .utf8) ?? ""
    }
}
