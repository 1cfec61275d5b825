import Foundation
import SegueFiles

/// Writes learning curves that TensorBoard shows: `tensorboard --logdir DIRECTORY`.
///
/// Each writer starts a new event file; TensorBoard reads all files of a directory as one run. To continue a run, make
/// a new writer with the step at which it goes on: TensorBoard then drops the points that the interrupted run left
/// beyond it.
public final class TensorBoardWriter {
    /// The event file.
    public let url: URL
    private let file: AppendOnlyFile

    /// Starts an event file. Its name begins with `events.out.tfevents.` and the time; a number is appended that no
    /// other file of the directory has, because TensorBoard reads files in the order of their names.
    ///
    /// - Parameters:
    ///   - directory: The run's directory; it must exist.
    ///   - started: Seconds since 1970.
    ///   - step: The step at which an interrupted run goes on; nil for a new run.
    /// - Throws: `FileError` when the file cannot be written.
    public convenience init(in directory: URL, started: Double, resumingAt step: Int64? = nil) throws {
        try self.init(in: directory, started: started, resumingAt: step, fileSystem: .live)
    }

    package init(in directory: URL, started: Double, resumingAt step: Int64?, fileSystem: FileSystem) throws {
        let seconds = String(Int64(exactly: started.rounded(.down)) ?? 0)
        let prefix = "events.out.tfevents." + String(repeating: "0", count: max(0, 10 - seconds.count)) + seconds
        let taken = Set(try FileStatus.names(in: directory.path))
        var number = 0
        while taken.contains("\(prefix).segue.\(number)") { number += 1 }
        url = directory.appendingPathComponent("\(prefix).segue.\(number)")
        file = try AppendOnlyFile(path: url.path, fileSystem: fileSystem) { _ in 0 }
        try append(TensorBoardEvent(wallTime: started, step: 0, content: .fileVersion))
        if let step { try append(TensorBoardEvent(wallTime: started, step: step, content: .resumed)) }
    }

    /// Appends a point to a curve.
    ///
    /// - Parameters:
    ///   - value: The value; not-a-number and infinity are shown as such.
    ///   - tag: The curve's name, such as `loss/train`. Curves with the same part before the slash are shown together.
    ///   - step: The position on the horizontal axis.
    ///   - wallTime: Seconds since 1970.
    /// - Throws: `FileError` when it cannot be written or is closed.
    public func append(_ value: Float, tag: String, step: Int64, wallTime: Double) throws {
        try append(TensorBoardEvent(wallTime: wallTime, step: step, content: .scalar(tag: tag, value: value)))
    }

    /// Brings everything to the disk and closes the file. Closing twice does nothing.
    ///
    /// - Throws: `FileError` when the disk reports a failure.
    public func close() throws { try file.close() }

    private func append(_ event: TensorBoardEvent) throws { try file.append(event.record) }
}
