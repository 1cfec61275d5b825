import ArgumentParser
import Foundation
import SegueEvaluation
import SegueFormats

/// `segue reference`
struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Writes the pages of docs/reference from the code.", shouldDisplay: false)

    @Option(help: "Folder to write the pages into; others in it stay.")
    var output: String

    func run() throws {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        for (name, text) in try ReferencePages.all() {
            let sink = try OutputSink(path: "\(output)/\(name)", replacing: .marked("<!-- Written by `make reference`"))
            try sink.write(Array(text.utf8))
            try sink.finish()
        }
    }
}

/// `segue protocols`
struct ProtocolsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "protocols", abstract: "Explains the evaluation protocols that have a letter.")

    func run() throws {
        for named in EvaluationProtocol.named {
            Console.output("\(named.letter): \(named.title)\n\(ProtocolText.list(named))")
        }
    }
}

/// `segue formats`
struct FormatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "formats", abstract: "Lists the formats of data that are read and written.")

    func run() throws {
        let formats = FormatRegistry.descriptions
        let width = formats.map(\.name.count).max() ?? 0
        for format in formats {
            Console.output("\(format.name.padding(toLength: width + 2, withPad: " ", startingAt: 0))\(format.summary)")
        }
        Console.output(
            "written by `segue data convert`: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}
