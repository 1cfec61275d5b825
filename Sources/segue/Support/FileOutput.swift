import Foundation
import SegueFiles

/// A file that a command writes, checked before anything is computed: somebody else's file is not replaced.
struct FileOutput {
    /// When a file that is there already may be replaced.
    enum Replacement {
        /// Never, unless the user has said so.
        case onlyIf(Bool)
        /// When its first 4 KiB hold a text that only files of this program hold.
        case marked(String)
    }

    let url: URL
    /// Whether this is a device or a pipe: it is written to, not replaced, and nothing can stand beside it.
    let isSpecial: Bool

    /// - Parameters:
    ///   - path: The file.
    ///   - replacement: When a file that is there already may be replaced.
    ///   - inputs: Files that are read, and never replaced.
    /// - Throws: `FileError`.
    init(_ path: String, replacing replacement: Replacement, inputs: [String] = []) throws {
        let url = URL(fileURLWithPath: path)
        // A link's own file is the one that is written.
        let target = URL(fileURLWithPath: FileStatus.resolved(url.path) ?? url.path)
        self.url = target
        guard inputs.allSatisfy({ FileStatus.resolved($0) != target.path }) else {
            throw FileError.notReplaceable(path: path, problem: "is the file that is read; name another one to write")
        }
        let kind = try FileStatus.kind(of: target.path)
        isSpecial = kind == .other
        switch kind {
        case .missing:
            let parent = FileStatus.parent(of: target.path)
            guard try FileStatus.kind(of: parent) != .missing else {
                throw FileError.notReplaceable(path: path, problem: "cannot be written: there is no folder \(parent)")
            }
        case .directory:
            throw FileError.notReplaceable(path: path, problem: "is a folder; name a file")
        case .link:
            throw FileError.notReplaceable(path: path, problem: "is a link that leads nowhere; name the file itself")
        case .other: break
        case .file: try Self.check(target, path, replacement)
        }
    }

    private static func check(_ target: URL, _ path: String, _ replacement: Replacement) throws {
        switch replacement {
        case .onlyIf(true): return
        case .onlyIf(false):
            throw FileError.notReplaceable(
                path: path, problem: "is there already; name another file, or replace it with --overwrite")
        case .marked(let mark):
            let handle = try FileHandle(forReadingFrom: target)
            defer { try? handle.close() }
            let beginning = try handle.read(upToCount: 4096) ?? Data()
            guard beginning.isEmpty || beginning.range(of: Data(mark.utf8)) != nil else {
                throw FileError.notReplaceable(
                    path: path, problem: "is not a file of this program, so it is not replaced; name another one")
            }
        }
    }
}
