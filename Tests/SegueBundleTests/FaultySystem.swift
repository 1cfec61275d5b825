import Foundation

@testable import SegueFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file system on which system calls fail on purpose. Used by one thread only.
final class FaultySystem: @unchecked Sendable {
    /// What fails.
    enum Fault {
        /// Nothing.
        case none
        /// The call of this number alone, as from a bad sector.
        case single(Int)
        /// The call of this number and all after it, as if the program had been killed.
        case killed(Int)
    }

    private(set) var callCount = 0
    private let fault: Fault
    private let code: Int32
    private let canExchange: Bool
    private let writesAtMost: Int

    init(_ fault: Fault, code: Int32 = EIO, canExchange: Bool = true, writesAtMost: Int = .max) {
        self.fault = fault
        self.code = code
        self.canExchange = canExchange
        self.writesAtMost = writesAtMost
    }

    /// Whether the next call is to fail; then `errno` is set.
    private func fails() -> Bool {
        callCount += 1
        let isHit =
            switch fault {
            case .none: false
            case .single(let number): callCount == number
            case .killed(let number): callCount >= number
            }
        if isHit { errno = code }
        return isHit
    }

    var fileSystem: FileSystem {
        let live = SystemCalls.live
        return FileSystem(
            calls: SystemCalls(
                open: { self.fails() ? -1 : live.open($0, $1) },
                write: {
                    guard !self.fails() else { return -1 }
                    return live.write($0, UnsafeRawBufferPointer(rebasing: $1.prefix(self.writesAtMost)))
                },
                synchronize: { self.fails() ? -1 : live.synchronize($0) },
                truncate: { self.fails() ? -1 : live.truncate($0, $1) },
                // A close that fails has closed the descriptor all the same.
                close: { descriptor in
                    let closed = live.close(descriptor)
                    return self.fails() ? -1 : closed
                },
                rename: { self.fails() ? -1 : live.rename($0, $1) },
                exchange: {
                    guard self.canExchange else {
                        errno = ENOSYS
                        return -1
                    }
                    return self.fails() ? -1 : live.exchange($0, $1)
                },
                makeDirectory: { self.fails() ? -1 : live.makeDirectory($0) },
                makeLink: { self.fails() ? -1 : live.makeLink($0, $1) },
                unlink: { self.fails() ? -1 : live.unlink($0) },
                removeDirectory: { self.fails() ? -1 : live.removeDirectory($0) }
            ))
    }
}
