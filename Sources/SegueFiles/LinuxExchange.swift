#if os(Linux)
    #if canImport(Glibc)
        import Glibc
    #else
        import Musl
    #endif

    /// The system call that swaps two directory entries. The C library's headers show it only to GNU's dialect of C, which
    /// Swift's import does not use, and old libraries lack it; so it is looked up by name.
    enum LinuxExchange {
        private typealias RenameAt2 =
            @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

        /// `RENAME_EXCHANGE` of the kernel's interface.
        private static let exchangeFlag: UInt32 = 2

        private static let renameAt2: RenameAt2? = dlsym(nil, "renameat2").map {
            unsafeBitCast($0, to: RenameAt2.self)
        }

        /// Swaps two directory entries; -1 with the reason in `errno` if that fails.
        static func exchange(_ first: String, _ second: String) -> Int32 {
            guard let renameAt2 else {
                errno = ENOSYS
                return -1
            }
            return renameAt2(AT_FDCWD, first, AT_FDCWD, second, exchangeFlag)
        }
    }
#endif
