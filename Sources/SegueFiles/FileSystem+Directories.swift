#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension FileSystem {
    /// Makes one directory, which must not exist.
    package func makeDirectory(_ path: String) throws(FileError) {
        try check(calls.makeDirectory(path), path, "make the directory")
    }

    /// Makes a directory and those above it, as far as they are missing.
    package func makeDirectories(_ path: String) throws(FileError) {
        guard !path.isEmpty, try FileStatus.kind(of: path) == .missing else { return }
        let parent = FileStatus.parent(of: path)
        try makeDirectories(parent)
        // Another process may have been faster.
        guard calls.makeDirectory(path) < 0, errno != EEXIST else { return try synchronizeDirectory(parent) }
        throw .systemCallFailed(path: path, operation: "make the directory", code: errno, bytes: nil)
    }

    /// Renames a file or directory.
    package func rename(_ source: String, to target: String) throws(FileError) {
        try check(calls.rename(source, target), source, "rename to \(target)")
    }

    /// Swaps two directories in one step.
    ///
    /// - Returns: False when the file system cannot do that; then nothing has changed.
    package func exchange(_ first: String, with second: String) throws(FileError) -> Bool {
        guard calls.exchange(first, second) < 0 else { return true }
        let code = errno
        if code == EINVAL || code == ENOSYS || code == ENOTSUP { return false }
        throw .systemCallFailed(path: first, operation: "exchange with \(second)", code: code, bytes: nil)
    }

    /// Makes a symbolic link.
    package func makeLink(_ path: String, to destination: String) throws(FileError) {
        try check(calls.makeLink(destination, path), path, "make the link")
    }

    /// Removes a file, a link (never what it leads to) or a directory with all it holds. Does nothing if there is none.
    package func remove(_ path: String) throws(FileError) {
        switch try FileStatus.kind(of: path) {
        case .missing: return
        case .file, .link, .other: try check(calls.unlink(path), path, "remove")
        case .directory:
            for name in try FileStatus.names(in: path) { try remove(path + "/" + name) }
            try check(calls.removeDirectory(path), path, "remove")
        }
    }
}
