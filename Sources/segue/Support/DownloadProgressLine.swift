import Foundation
import SegueFormats
import SegueRunLog

/// Downloads with a line on the terminal.
enum DownloadProgressLine {
    static func download(_ downloader: DatasetDownloader) throws -> URL {
        var line = ProgressLine()
        let url = try downloader.download { progress in
            let done = progress.received / 1024
            line.update(
                .init(label: "\(downloader.dataset.name) (KiB)", completed: done, total: (progress.total ?? 0) / 1024))
        }
        line.finish()
        return url
    }
}
