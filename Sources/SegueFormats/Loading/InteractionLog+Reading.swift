import SegueData

extension InteractionLog {
    /// Reads the interactions of one file, without hashing it, without cache and without the files beside it: the bare
    /// way from bytes to columns. `Dataset.load` is what programs want.
    ///
    /// - Throws: ``ReadError``.
    public static func read(_ path: String, options: ReadOptions = ReadOptions()) throws -> InteractionLog {
        try options.validate()
        let file = try InputFile(path: path)
        let sample = FileSample(file: file)
        let format = try FormatRegistry.format(for: sample, options: options)
        let layout = try format.layout(for: sample, options: options)
        return try InteractionFileReader(file: file, layout: layout, formatName: format.name, sha256: "")
            .read(maximumBadRows: options.maximumBadRows).log
    }
}
