import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Fetches a file with the program `curl`, going on where an earlier attempt broke off.
///
/// `curl` rather than `URLSession`: it honors the proxies and certificates that an administrator has set up, resumes
/// files by itself, is part of macOS and of nearly every Linux, and keeps a second HTTP client with its libraries out of
/// every program that only reads data.
struct CurlTransfer {
    /// After how many attempts in a row that bring nothing a transfer is given up.
    private static let fruitlessLimit = 3
    /// Codes of curl for transfers that broke off: partial file, timeout, empty answer, failures to send and to receive.
    private static let brokenOff: Set<Int32> = [18, 28, 52, 55, 56, 92]
    /// Codes for a server that cannot go on in the middle: no ranges, wrong offset, or an answer of 400 and more.
    private static let cannotResume: Set<Int32> = [22, 33, 36]

    /// Address: https, http or file.
    let url: String
    /// Where the bytes go; a file that is there is continued.
    let destination: URL
    /// Pause between two attempts, in seconds.
    var pause = 1.0

    /// Fetches the file.
    ///
    /// - Throws: ``DownloadError/unavailable(url:reason:)`` or ``DownloadError/curlMissing(url:)``.
    func run(progress: (DownloadProgress) throws -> Void) throws {
        var (fruitless, mayRestart) = (0, true)
        while true {
            let before = received
            let (status, message) = try attemptOnce(progress)
            if status == 0 { return }
            if Self.cannotResume.contains(status), before > 0, mayRestart {
                try? FileManager.default.removeItem(at: destination)
                mayRestart = false
                continue
            }
            fruitless = received > before ? 0 : fruitless + 1
            guard Self.brokenOff.contains(status), fruitless < Self.fruitlessLimit else {
                throw DownloadError.unavailable(
                    url: url, reason: message.isEmpty ? "curl ended with code \(status)" : message)
            }
            Thread.sleep(forTimeInterval: pause)
        }
    }

    private var received: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: destination.path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    private func attemptOnce(_ progress: (DownloadProgress) throws -> Void) throws -> (status: Int32, message: String) {
        let headers = destination.appendingPathExtension("headers")
        defer { try? FileManager.default.removeItem(at: headers) }
        let process = Process()
        process.executableURL = try Self.curl(for: url)
        process.arguments = [
            "--fail", "--location", "--silent", "--show-error", "--connect-timeout", "15", "--speed-limit", "1",
            "--speed-time", "60", "--continue-at", "-", "--proto", "=http,https,file", "--dump-header", headers.path,
            "--output", destination.path, "--url", url,
        ]
        let errors = Pipe()
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let start = received
        do {
            try process.run()
        } catch {
            throw DownloadError.curlMissing(url: url)
        }
        do {
            while process.isRunning {
                Thread.sleep(forTimeInterval: 0.05)
                try progress(DownloadProgress(received: received, total: Self.total(in: headers, start: start)))
            }
        } catch {
            // SIGTERM may be blocked in the calling thread, which a child inherits; the partial file is kept anyway.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            throw error
        }
        process.waitUntilExit()
        let total = Self.total(in: headers, start: start)
        try progress(DownloadProgress(received: received, total: total))
        let message = String(bytes: errors.fileHandleForReading.readDataToEndOfFile(), encoding: .utf8) ?? ""
        return (process.terminationStatus, message.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// The size of the whole file by the last answer's headers: length, plus what a partial answer left out.
    static func total(in headers: URL, start: Int) -> Int? {
        guard let data = try? Data(contentsOf: headers), let text = String(data: data, encoding: .isoLatin1) else {
            return nil
        }
        var (isPartial, length): (Bool, Int?) = (false, nil)
        for line in text.split(whereSeparator: \.isNewline) {
            let lowered = line.lowercased()
            if lowered.hasPrefix("http/") {
                (isPartial, length) = (lowered.split(separator: " ").dropFirst().first == "206", nil)
            } else if lowered.hasPrefix("content-length:") {
                length = Int(lowered.dropFirst(15).trimmingCharacters(in: .whitespaces))
            }
        }
        return length.map { isPartial ? $0.addingReportingOverflow(start).partialValue : $0 }
    }

    private static func curl(for url: String) throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in folders + ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"] {
            let path = folder + "/curl"
            if FileManager.default.isExecutableFile(atPath: path) { return URL(fileURLWithPath: path) }
        }
        throw DownloadError.curlMissing(url: url)
    }
}
