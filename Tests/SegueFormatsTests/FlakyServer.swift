import Foundation

@testable import SegueFormats

/// An HTTP server for one file: understands ranges, and closes every connection after so many bytes of the content.
final class FlakyServer {
    private static let script = """
        import http.server, sys
        content = open(sys.argv[1], "rb").read()
        limit = int(sys.argv[2])
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                wanted = self.headers.get("Range")
                start = int(wanted[6:-1]) if wanted else 0
                with open(sys.argv[1] + ".log", "a") as log:
                    log.write((wanted or "-") + "\\n")
                self.send_response(206 if wanted else 200)
                self.send_header("Content-Length", str(len(content) - start))
                if wanted:
                    self.send_header("Content-Range", "bytes %d-%d/%d" % (start, len(content) - 1, len(content)))
                self.end_headers()
                self.wfile.write(content[start:start + limit])
                self.close_connection = True
            def log_message(self, *arguments):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    static let python: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static var isAvailable: Bool { python != nil }

    /// The address of the file.
    let url: String
    private let process = Process()
    private let folder: TemporaryFolder
    private let contentPath: String

    init(content: Data, bytesPerAnswer: Int) throws {
        folder = try TemporaryFolder()
        contentPath = try folder.file("content", content)
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.python ?? "")
        process.arguments = ["-c", Self.script, contentPath, "\(bytesPerAnswer)"]
        process.standardOutput = output
        try process.run()
        let port = String(bytes: output.fileHandleForReading.availableData, encoding: .utf8) ?? ""
        url = "http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))/tiny.zip"
    }

    deinit {
        // A test's thread may block SIGTERM, and its children then do too.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The ranges that were asked for, `-` for the whole file.
    var requestedRanges: [String] {
        let text = try? String(contentsOfFile: contentPath + ".log", encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }
}
