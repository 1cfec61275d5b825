import ArgumentParser
import Foundation
import SegueText

/// Vectors of sentences by a BERT-type model.
struct EncodeTextWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode-text", abstract: "Encodes the lines of a file by a sentence model.")

    @Option(help: "Folder of the model.")
    var model: String

    @Option(help: "File of texts, one per line.")
    var data: String

    @Option(help: "Pieces that are computed together. (default: the encoder's)")
    var tokens: Int?

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        let contents = try String(contentsOf: URL(fileURLWithPath: data), encoding: .utf8)
        let texts = contents.split(separator: "\n").map(String.init)
        var options = SentenceEncoder.Options()
        if let tokens { options.tokenBudget = tokens }
        let encoder = try SentenceEncoder(TextModelFolder(URL(fileURLWithPath: model)), options: options)
        try Worker.serve(worker, facts: ["texts": Double(texts.count)]) {
            try encoder.encode(texts)
        } describe: { vectors in
            let values = try vectors.array(of: Float.self)
            // The sum of all components is small; that of the first ones of all texts is not.
            let first = stride(from: 0, to: values.count, by: encoder.dimension).reduce(0) { $0 + Double(values[$1]) }
            return ["sum": values.reduce(0) { $0 + Double($1) }, "first": first]
        }
    }
}
