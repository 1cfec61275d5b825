import ArgumentParser
import Foundation
import SafeTensors
import SegueFormats
import SegueText

/// How vectors of texts are written.
enum VectorFormat: String, CaseIterable, ExpressibleByArgument {
    case jsonl, csv, safetensors
}

/// Writes texts with their vectors, some at a time, and whose they are.
final class VectorWriter {
    private let format: VectorFormat
    /// Nil for safetensors, which is written at the end.
    private let sink: OutputSink?
    private let file: URL?
    private var encoder: (name: String, identity: String, dimension: Int) = ("", "", 0)
    private var bytes: [UInt8] = []
    private var count = 0

    /// Checks where to write.
    /// - Throws: `FileError`.
    init(_ format: VectorFormat, path: String?, replacing: FileOutput.Replacement, inputs: [String]) throws {
        self.format = format
        guard format == .safetensors, let path else {
            (sink, file) = (try OutputSink(path: path, replacing: replacing, inputs: inputs), nil)
            return
        }
        (sink, file) = (nil, try FileOutput(path, replacing: replacing, inputs: inputs).url)
    }

    /// Says whose vectors follow.
    func begin(_ encoder: any TextEncoder) throws {
        self.encoder = (encoder.name, encoder.identity, encoder.dimension)
        guard format == .csv else { return }
        let columns = (0..<encoder.dimension).map { ",v\($0)" }.joined()
        try sink?.write(Array("text,encoder\(columns)\n".utf8))
    }

    /// Writes texts and their vectors, `[texts, dimension]`.
    func write(_ texts: [String], _ vectors: HostTensor) throws {
        count += texts.count
        guard let sink else {
            bytes += vectors.bytes
            return
        }
        let values = try vectors.array(of: Float.self)
        for (row, text) in texts.enumerated() {
            let vector = values[row * encoder.dimension..<(row + 1) * encoder.dimension]
            try sink.write(format == .csv ? csvRow(text, vector) : jsonLine(text, vector))
        }
    }

    /// Completes the file.
    func finish() throws {
        guard let file else {
            try sink?.finish()
            return
        }
        let vectors = try HostTensor(dtype: .f32, shape: [count, encoder.dimension], bytes: bytes)
        try SafeTensorsWriter.write(
            ["vectors": vectors], metadata: ["encoder": encoder.name, "identity": encoder.identity], to: file)
    }

    private func jsonLine(_ text: String, _ vector: ArraySlice<Float>) -> [UInt8] {
        var line = Array("{\"text\":".utf8)
        TextEscapes.appendJSON(Array(text.utf8), to: &line)
        line += ",\"encoder\":\"\(encoder.name)\",\"vector\":[".utf8
        line += vector.map { "\($0)" }.joined(separator: ",").utf8
        line += "]}\n".utf8
        return line
    }

    private func csvRow(_ text: String, _ vector: ArraySlice<Float>) -> [UInt8] {
        var row = Array(text.utf8)
        TextEscapes.quoteCSV(from: 0, in: &row)
        row += ",\(encoder.name)".utf8
        for value in vector { row += ",\(value)".utf8 }
        row.append(UInt8(ascii: "\n"))
        return row
    }
}
