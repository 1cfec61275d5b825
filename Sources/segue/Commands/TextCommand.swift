import ArgumentParser
import Foundation
import SafeTensors
import SegueText
import struct Torch.Device

/// `segue text`
struct TextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text", abstract: "Turns texts into vectors.", subcommands: [Encode.self])

    /// `segue text encode`
    struct Encode: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "encode", abstract: "Encodes titles or sentences as vectors.",
            discussion: """
                Texts are arguments, or the lines of a file or of standard input; an empty line is an empty text.

                The sentence model is any of BERT's type in a folder with config.json, model.safetensors and \
                vocab.txt or tokenizer.json, named by --model or SEGUE_TEXT_MODEL; `make setup-text` obtains one. \
                Without it, vectors are counts of hashed character n-grams, which know spelling and no meaning; the \
                output says so.
                """)

        private static let batchSize = 4096

        @Argument(help: "Texts. (default: the lines of standard input)")
        var texts: [String] = []

        @Option(help: "A file of texts, one per line; `-` reads standard input.")
        var file: String?

        @Option(help: "Folder of a sentence model. (default: SEGUE_TEXT_MODEL)")
        var model: String?

        @Flag(help: "Count character n-grams even where a sentence model is named by SEGUE_TEXT_MODEL.")
        var ngrams = false

        @Option(help: "How the tokens' vectors become one: mean or cls. (default: as the model says)")
        var pooling: Pooling?

        @Option(help: "Length of the vectors of n-grams.")
        var dimension = 512

        @Option(help: "Folder for vectors that were computed before, found by SHA-256 of model and text.")
        var cache: String?

        @Option(help: "What to write: jsonl, csv or safetensors, which needs --output.")
        var format = VectorFormat.jsonl

        @Option(help: "File to write. (default: standard output)")
        var output: String?

        @Flag(help: "Replace the output if it is there already.")
        var overwrite = false

        @OptionGroup var runtime: RuntimeOptions

        func validate() throws {
            guard texts.isEmpty || file == nil else { throw ValidationError("name texts or a --file, not both") }
            guard !ngrams || (model == nil && pooling == nil) else {
                throw ValidationError("--ngrams uses no model; leave --model and --pooling out")
            }
            guard format != .safetensors || (output != nil && output != "-") else {
                throw ValidationError("safetensors is a format of files; name one by --output")
            }
        }

        func run() throws {
            let device = try runtime.start()
            let writer = try VectorWriter(
                format, path: output, replacing: .onlyIf(overwrite), inputs: file.map { [$0] } ?? [])
            let plain = try encoder(device)
            let cached = try cache.map {
                CachedTextEncoder(plain, cache: try VectorCache(directory: URL(fileURLWithPath: $0), for: plain))
            }
            try write(by: cached ?? plain, to: writer)
            guard let counts = cached?.counts else { return }
            Console.error("cache: \(counts.found) found, \(counts.computed) computed")
        }

        private func encoder(_ device: Device) throws -> any TextEncoder {
            if !ngrams, let folder = TextModelFolder.named(by: model) {
                var options = SentenceEncoder.Options()
                options.pooling = pooling
                let encoder = try SentenceEncoder(folder, options: options, device: device)
                Console.error("encoder: \(encoder.name) \(folder.url.path)")
                return encoder
            }
            guard ngrams || pooling == nil else { throw TextModelError.noModel }
            let encoder = try HashedNGramEncoder(dimension: dimension)
            let reason = ngrams ? "" : "; for meaning name a sentence model by --model or SEGUE_TEXT_MODEL"
            Console.error("encoder: \(encoder.name), which know spelling and no meaning\(reason)")
            return encoder
        }

        private func write(by encoder: any TextEncoder, to writer: VectorWriter) throws {
            try writer.begin(encoder)
            if texts.isEmpty {
                var lines = try LineFile(file ?? "-")
                while case let batch = try lines.next(Self.batchSize), !batch.isEmpty {
                    try writer.write(batch, encoder.encode(batch))
                }
            } else {
                try writer.write(texts, encoder.encode(texts))
            }
            try writer.finish()
        }
    }
}

extension Pooling: ExpressibleByArgument {}
