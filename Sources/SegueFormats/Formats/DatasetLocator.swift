import Foundation

/// Finds the file of interactions that a path means.
struct DatasetLocator {
    /// What was found.
    struct Location {
        var path: String
        var isFolder: Bool
        /// Whether it is standard input or a pipe, which has no files beside it.
        var isStream = false
        /// The format, when the file's location or the options tell.
        var format: (any InteractionFormat)?
    }

    let path: String
    let options: ReadOptions

    /// The file itself, or the file in a folder.
    ///
    /// - Throws: ``ReadError``: no such path, nothing readable in the folder, or more than one candidate.
    func locate() throws -> Location {
        let named = try options.formatName.map { try FormatRegistry.format(named: $0) }
        if path == InputFile.standardInput || InputFile.isPipe(path) {
            return Location(path: path, isFolder: false, isStream: true, format: named)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ReadError(
                .missing, path: path, problem: "there is no such file or folder",
                remedy: "Check the path, or fetch a data set with: segue data download.")
        }
        guard isFolder.boolValue else { return Location(path: path, isFolder: false, format: named) }
        let names = try entries()
        for format in named.map({ [$0] }) ?? FormatRegistry.all {
            if let name = Self.match(format.fileNames, in: names) {
                return Location(path: path + "/" + name, isFolder: true, format: named)
            }
        }
        return Location(path: try onlyReadable(names), isFolder: true, format: named)
    }

    private func entries() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw ReadError(
                .missing, path: path, problem: "the folder cannot be listed",
                remedy: "Check the permission to read it.")
        }
    }

    /// The first entry that one of the patterns names, with or without `.gz`.
    private static func match(_ patterns: [String], in names: [String]) -> String? {
        for pattern in patterns {
            for ending in ["", ".gz"] {
                let wanted = pattern + ending
                let found =
                    wanted.hasPrefix("*")
                    ? names.first { $0.hasSuffix(wanted.dropFirst()) } : names.first { $0 == wanted }
                if let found { return found }
            }
        }
        return nil
    }

    /// The only file in the folder that looks like interactions.
    private func onlyReadable(_ names: [String]) throws -> String {
        let extensions = ["csv", "tsv", "txt", "dat", "jsonl", "gz"]
        let candidates = names.filter { name in
            guard extensions.contains(where: { name.lowercased().hasSuffix("." + $0) }),
                let file = try? InputFile(path: path + "/" + name), !file.text.isEmpty
            else { return false }
            let sample = FileSample(file: file)
            return FormatRegistry.canRead(sample, options: options)
        }
        guard let first = candidates.first, candidates.count == 1 else {
            let found = candidates.isEmpty ? "no file" : "several files: \(candidates.joined(separator: ", "))"
            throw ReadError(
                candidates.isEmpty ? .missing : .usage, path: path,
                problem: "\(found) with interactions in this folder",
                remedy: "Give the path of the file itself.")
        }
        return path + "/" + first
    }
}
