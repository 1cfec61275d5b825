import SegueData

/// A file format for interactions. A new format is one type that conforms, in its own file, and one line in
/// ``FormatRegistry``.
protocol InteractionFormat: Sendable {
    /// The name for `--format`.
    var name: String { get }
    /// What it is, in one line.
    var summary: String { get }
    /// The names that the file has in a published data set, in order of preference; `*.inter` stands for any name with
    /// that extension. Used to find the file in a folder.
    var fileNames: [String] { get }
    /// Whether a file looks like this format. Formats of tables look at a ``TableShape`` instead.
    func recognizes(_ sample: FileSample) -> Bool
    /// Where the fields lie.
    ///
    /// - Throws: ``ReadError`` when the file lacks what the format needs, and when an option asks for what it cannot do.
    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout
    /// What the files beside the interactions say about items and users.
    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs
}

extension InteractionFormat {
    var fileNames: [String] { [] }

    func catalogs(beside path: String, options: ReadOptions) throws -> Catalogs { Catalogs() }

    /// Throws when a delimiter is given that the format cannot have.
    func refuse(_ delimiter: Delimiter?) throws {
        guard let delimiter else { return }
        throw ReadError(
            .usage, path: "--delimiter", problem: "the format \(name) has no delimiter \(delimiter)",
            remedy: "Leave --delimiter out, or name another --format.")
    }
}

/// What is known about items and users.
struct Catalogs: Sendable {
    var items = ItemCatalog.empty
    var users = UserCatalog.empty
}
