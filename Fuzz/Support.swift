import Foundation
import SegueCore

@testable import SegueFormats

/// What libFuzzer gives, as a buffer.
func buffer(_ start: UnsafePointer<UInt8>?, _ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: count)
}

/// Reads bytes as a file of interactions. Whatever they are, the outcome is a log that is sound or an error that names the
/// file; anything else ends the process, and libFuzzer keeps the input.
func read(_ bytes: UnsafeRawBufferPointer, _ options: ReadOptions) {
    do {
        let copy = try UnlinkedFile(path: "input")
        try copy.write(bytes)
        let file = try InputFile(name: "input", original: copy.map())
        guard !file.text.isEmpty else { return }
        let sample = FileSample(file: file)
        let format = try FormatRegistry.format(for: sample, options: options)
        let layout = try format.layout(for: sample, options: options)
        let dataset = try InteractionFileReader(file: file, layout: layout, formatName: format.name, sha256: "")
            .read(maximumBadRows: options.maximumBadRows)
        try dataset.log.validate()
        precondition(dataset.log.count == dataset.log.source.rowsRead, "every row that was accepted is in the log")
        precondition(!dataset.firstRows.isEmpty, "a log has first rows")
    } catch let error as ReadError {
        precondition(!error.path.isEmpty && !error.remedy.isEmpty, "an error says where and what to do")
    } catch {
        preconditionFailure("an error of another kind: \(error)")
    }
}
