import SegueFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Data ready to be parsed: mapped, unpacked when it is compressed with gzip, and in UTF-8.
struct InputFile: Sendable {
    /// The path that means standard input.
    static let standardInput = "-"

    /// Path as given, or `standard input`.
    let path: String
    /// The content, unpacked; its SHA-256 is the data's.
    let content: MappedFile
    /// The content in UTF-8, with or without byte order mark.
    private let decoded: MappedFile

    /// Opens a file, or reads standard input or a pipe to its end.
    ///
    /// - Throws: ``ReadError``: missing, not readable, damaged gzip stream, an encoding that cannot be read.
    init(path: String) throws {
        do {
            try self.init(opening: path)
        } catch let error as FileError {
            throw ReadError(error)
        }
    }

    private init(opening path: String) throws {
        if path == Self.standardInput {
            let name = "standard input"
            try self.init(name: name, original: Self.open(STDIN_FILENO, name))
        } else {
            try self.init(name: path, original: Self.isPipe(path) ? Self.openPipe(path) : MappedFile(path: path))
        }
    }

    /// Prepares bytes that are mapped already.
    init(name: String, original: MappedFile) throws {
        path = name
        content = GzipInflater.isGzip(original.bytes) ? try GzipInflater.inflate(original, path: name) : original
        if let order = UTF16Transcoder.byteOrder(of: content.bytes) {
            decoded = try UTF16Transcoder.transcode(content.bytes, order, path: name)
        } else {
            decoded = content
        }
        try refuseOtherEncodings()
    }

    /// The text without a UTF-8 byte order mark.
    var text: UnsafeRawBufferPointer {
        let bytes = decoded.bytes
        guard bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF else { return bytes }
        return UnsafeRawBufferPointer(rebasing: bytes[3...])
    }

    /// Whether a path is a pipe, which can be read only once and cannot be mapped.
    static func isPipe(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
    }

    private static func openPipe(_ path: String) throws -> MappedFile {
        let descriptor = try FileSystem.live.openExisting(path, flags: O_RDONLY)
        defer { close(descriptor) }
        return try open(descriptor, path)
    }

    /// Maps a descriptor when it is a file that is read from its beginning, else copies what it gives.
    private static func open(_ descriptor: Int32, _ name: String) throws -> MappedFile {
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, lseek(descriptor, 0, SEEK_CUR) == 0 {
            return try MappedFile(descriptor: descriptor, path: name)
        }
        let copy = try UnlinkedFile(path: name)
        try copy.copy(from: descriptor)
        return try copy.map()
    }

    /// Text of other encodings is full of zero bytes, which would make every row malformed without saying why.
    private func refuseOtherEncodings() throws {
        let beginning = decoded.bytes.prefix(4096)
        guard beginning.count >= 4, beginning.count(where: { $0 == 0 }) * 4 > beginning.count else { return }
        throw ReadError(
            .format, path: path, line: 1,
            problem:
                "a quarter of the first bytes are zero: this is no text in UTF-8, maybe UTF-16 without byte order mark",
            remedy: "Convert it with: iconv -f UTF-16LE -t UTF-8.")
    }
}

extension ReadError {
    /// A file that cannot be opened or mapped.
    fileprivate init(_ error: FileError) {
        func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
        func opening(_ kind: Kind, _ path: String, _ code: Int32) -> ReadError {
            ReadError(
                kind, path: path, problem: "cannot be opened (\(reason(code)))",
                remedy: "Check the path and the permission to read it.")
        }
        switch error {
        case .missing(let path): self = opening(.missing, path, ENOENT)
        case .systemCallFailed(let path, "open", let code, _):
            self = opening([EIO, EMFILE, ENFILE].contains(code) ? .inputOutput : .missing, path, code)
        case .notARegularFile(let path):
            self.init(.missing, path: path, problem: "not a regular file", remedy: "Give a file, or a folder with one.")
        case .systemCallFailed(let path, let operation, let code, _):
            self.init(
                .inputOutput, path: path, problem: "cannot \(operation) it (\(reason(code)))",
                remedy: "Check the disk and the permissions, then try again.")
        default:
            self.init(.inputOutput, path: "", problem: "\(error)", remedy: "Try again.")
        }
    }
}
