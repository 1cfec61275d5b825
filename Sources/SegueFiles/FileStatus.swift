import SegueCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Questions to the file system that change nothing.
package enum FileStatus {
    /// What stands at a path. Links are not followed.
    package enum Kind: Sendable {
        case missing, file, directory, link, other
    }

    /// What stands at a path. Links are not followed.
    package static func kind(of path: String) throws(FileError) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return .missing }
            throw .systemCallFailed(path: path, operation: "examine", code: errno, bytes: nil)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// The names in a directory, sorted by their bytes, without `.` and `..`.
    package static func names(in path: String) throws(FileError) -> [String] {
        guard let directory = opendir(path) else {
            throw .systemCallFailed(path: path, operation: "list", code: errno, bytes: nil)
        }
        defer { closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw .unreadableName(Hexadecimal.text(bytes), path: path)
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else {
            throw .systemCallFailed(path: path, operation: "list", code: errno, bytes: nil)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Where a link leads, as it is written in it.
    package static func destination(ofLink path: String) throws(FileError) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return -1 }
            return readlink(path, start.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard count >= 0 else {
            throw .systemCallFailed(path: path, operation: "read the link", code: errno, bytes: nil)
        }
        return String(validating: buffer.prefix(count), as: UTF8.self)
    }

    /// The absolute path with all links resolved; nil when nothing is there.
    package static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }

    /// Whether a path is the current folder or one that holds it, links resolved.
    package static func isCurrentDirectoryOrAbove(_ path: String) -> Bool {
        guard let path = resolved(path), let current = resolved(".") else { return false }
        return current == path || current.hasPrefix(path == "/" ? path : path + "/")
    }

    /// Whether another file system begins at a folder, so that it cannot be renamed or replaced.
    package static func isMountPoint(_ path: String) -> Bool {
        var (folder, parent) = (stat(), stat())
        return lstat(path, &folder) == 0 && lstat(path + "/..", &parent) == 0 && folder.st_dev != parent.st_dev
    }

    /// The directory that holds a path; `.` for a bare name.
    package static func parent(of path: String) -> String {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }
}
