#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system calls that change something on the disk, as values, so that tests can make any one of them fail.
///
/// Each behaves like the call it is named after: a negative result means failure, with the reason in `errno`.
package struct SystemCalls: Sendable {
    package var open: @Sendable (_ path: String, _ flags: Int32) -> Int32
    package var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
    package var synchronize: @Sendable (_ descriptor: Int32) -> Int32
    package var truncate: @Sendable (_ descriptor: Int32, _ size: Int) -> Int32
    package var close: @Sendable (_ descriptor: Int32) -> Int32
    package var rename: @Sendable (_ source: String, _ target: String) -> Int32
    /// Swaps two directory entries in one step.
    package var exchange: @Sendable (_ first: String, _ second: String) -> Int32
    package var makeDirectory: @Sendable (_ path: String) -> Int32
    package var makeLink: @Sendable (_ destination: String, _ path: String) -> Int32
    package var unlink: @Sendable (_ path: String) -> Int32
    package var removeDirectory: @Sendable (_ path: String) -> Int32
}

extension SystemCalls {
    #if canImport(Glibc)
        /// The system's own calls.
        package static let live = SystemCalls(
            open: { Glibc.open($0, $1, 0o644) },
            write: { Glibc.write($0, $1.baseAddress, $1.count) },
            synchronize: { fsync($0) },
            truncate: { ftruncate($0, off_t($1)) },
            close: { Glibc.close($0) },
            rename: { Glibc.rename($0, $1) },
            exchange: { LinuxExchange.exchange($0, $1) },
            makeDirectory: { mkdir($0, 0o755) },
            makeLink: { symlink($0, $1) },
            unlink: { Glibc.unlink($0) },
            removeDirectory: { rmdir($0) }
        )
    #elseif canImport(Musl)
        /// The system's own calls.
        package static let live = SystemCalls(
            open: { Musl.open($0, $1, 0o644) },
            write: { Musl.write($0, $1.baseAddress, $1.count) },
            synchronize: { fsync($0) },
            truncate: { ftruncate($0, off_t($1)) },
            close: { Musl.close($0) },
            rename: { Musl.rename($0, $1) },
            exchange: { LinuxExchange.exchange($0, $1) },
            makeDirectory: { mkdir($0, 0o755) },
            makeLink: { symlink($0, $1) },
            unlink: { Musl.unlink($0) },
            removeDirectory: { rmdir($0) }
        )
    #else
        /// The system's own calls.
        package static let live = SystemCalls(
            open: { Darwin.open($0, $1, 0o644) },
            // Darwin refuses more than INT_MAX bytes in one call.
            write: { Darwin.write($0, $1.baseAddress, min($1.count, 1 << 30)) },
            // On Darwin, fsync alone leaves the data in the drive's cache.
            synchronize: { fcntl($0, F_FULLFSYNC) == 0 ? 0 : fsync($0) },
            truncate: { ftruncate($0, off_t($1)) },
            close: { Darwin.close($0) },
            rename: { Darwin.rename($0, $1) },
            exchange: { renamex_np($0, $1, UInt32(RENAME_SWAP)) },
            makeDirectory: { mkdir($0, 0o755) },
            makeLink: { symlink($0, $1) },
            unlink: { Darwin.unlink($0) },
            removeDirectory: { rmdir($0) }
        )
    #endif
}
