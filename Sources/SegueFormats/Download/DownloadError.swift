import SegueCore

/// A data set that could not be fetched or unpacked.
public enum DownloadError: Error, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// There is no data set of this name; `known` lists the names.
    case unknownDataset(name: String, known: [String])
    /// The program `curl` is not installed.
    case curlMissing(url: String)
    /// The host cannot be reached, or the transfer broke off again and again.
    case unavailable(url: String, reason: String)
    /// The bytes are not those that the publisher describes.
    case checksum(file: String, expected: String, found: String)
    /// The archive is damaged or holds what it must not.
    case archive(file: String, problem: String)
    /// The disk refuses.
    case inputOutput(path: String, reason: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unknownDataset(let name, let known):
            "There is no data set \"\(name)\" to download. Choose one of: \(known.joined(separator: ", "))."
        case .curlMissing(let url):
            "The program curl is not installed. Install it, or fetch \(url) by hand and unpack it."
        case .unavailable(let url, let reason):
            "\(url) cannot be fetched: \(reason). Check the network and try again (what has arrived is kept), or fetch "
                + "it by hand and give the folder with --data."
        case .checksum(let file, let expected, let found):
            "\(file): the checksum is \(found), the publisher's is \(expected). The file was removed; try again."
        case .archive(let file, let problem):
            "\(file): \(problem). Remove the file and try again."
        case .inputOutput(let path, let reason):
            "\(path): \(reason). Check the space and the permissions."
        }
    }

    /// 69 when it cannot be fetched, 65 for wrong bytes, 74 for the disk, 64 for an unknown name.
    public var exitCode: Int32 {
        switch self {
        case .unknownDataset: ExitCode.usage
        case .curlMissing, .unavailable: ExitCode.unavailable
        case .checksum, .archive: ExitCode.badData
        case .inputOutput: ExitCode.io
        }
    }
}
