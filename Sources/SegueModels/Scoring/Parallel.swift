import Dispatch

/// Shares work out among threads.
enum Parallel {
    /// Calls `body` with consecutive parts of `0..<count` that cover it, one a thread, and returns when all are done.
    static func parts(of count: Int, threads: Int, body: @Sendable (Range<Int>) -> Void) {
        let parts = max(1, min(threads, count))
        guard parts > 1 else { return body(0..<count) }
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            body(count * part / parts..<count * (part + 1) / parts)
        }
    }
}
