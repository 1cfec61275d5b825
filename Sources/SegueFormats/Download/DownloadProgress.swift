/// How far a download has come.
public struct DownloadProgress: Sendable, Equatable {
    /// Bytes that are on the disk, those of earlier attempts included.
    public let received: Int
    /// Bytes of the whole file, when the server says so.
    public let total: Int?

    /// Describes progress.
    public init(received: Int, total: Int?) {
        self.received = received
        self.total = total
    }

    /// Share that has arrived, 0...1; nil when the size is unknown.
    public var fraction: Double? {
        total.flatMap { $0 > 0 ? min(Double(received) / Double($0), 1) : nil }
    }
}
