import Foundation
import SegueFormats

/// Where data lies: a path, a name under `SEGUE_DATA`, or a name among the downloads.
enum DataLocation {
    /// Folder of downloaded data sets.
    static var downloads: URL { DatasetCache.defaultDirectory.appendingPathComponent("data") }

    /// The path that a name stands for; the name itself when nothing of that name is found.
    static func resolve(_ name: String) -> String {
        let files = FileManager.default
        if name == "-" || files.fileExists(atPath: name) { return name }
        var folders = [downloads]
        if let data = ProcessInfo.processInfo.environment["SEGUE_DATA"], !data.isEmpty {
            folders.insert(URL(fileURLWithPath: data), at: 0)
        }
        for folder in folders {
            let path = folder.appendingPathComponent(name).path
            if files.fileExists(atPath: path) { return path }
        }
        return name
    }
}
