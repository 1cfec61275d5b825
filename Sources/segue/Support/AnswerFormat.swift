import ArgumentParser
import Foundation
import SegueBundle
import SegueCore
import SegueFormats

/// How recommendations are written.
enum AnswerFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, jsonl, csv

    /// What stands before the first answer.
    var header: [UInt8] { self == .csv ? Array("user,rank,item,score,title\n".utf8) : [] }

    /// One answer.
    /// - Parameter isSingle: Whether it is the only one, so that it need not be said whose it is.
    func bytes(of answer: Recommender.Answer, to request: Recommender.Request, isSingle: Bool) throws -> [UInt8] {
        switch self {
        case .text: Array(text(answer, request, isSingle: isSingle).utf8)
        case .json: try Self.json(answer)
        case .jsonl: jsonLine(answer, request)
        case .csv: rows(answer, request)
        }
    }

    private func text(_ answer: Recommender.Answer, _ request: Recommender.Request, isSingle: Bool) -> String {
        var text = ""
        if !isSingle {
            let note = answer.isKnownUser ? "" : " (unknown)"
            text += "user \(VisibleText.line(request.user ?? ""))\(note)\n"
        }
        for (rank, item) in answer.recommendations.enumerated() {
            let title = item.title.map { "  \(VisibleText.line($0))" } ?? ""
            text += "\(rank + 1)\t\(VisibleText.line(item.item))\(title)\n"
        }
        return isSingle ? text : text + "\n"
    }

    private static func json(_ answer: Recommender.Answer) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(answer)) + Array("\n".utf8)
    }

    private func jsonLine(_ answer: Recommender.Answer, _ request: Recommender.Request) -> [UInt8] {
        var line = Array("{".utf8)
        func append(_ text: String) { line += text.utf8 }
        func append(string: String) { TextEscapes.appendJSON(Array(string.utf8), to: &line) }
        if let user = request.user {
            append("\"user\":")
            append(string: user)
            append(",\"isKnownUser\":\(answer.isKnownUser),")
        }
        append("\"recommendations\":[")
        for (rank, item) in answer.recommendations.enumerated() {
            append(rank == 0 ? "{\"item\":" : ",{\"item\":")
            append(string: item.item)
            append(",\"score\":\(item.score)")
            if let title = item.title {
                append(",\"title\":")
                append(string: title)
            }
            append("}")
        }
        append("],\"unknownItems\":[")
        for (index, item) in answer.unknownItems.enumerated() {
            if index > 0 { append(",") }
            append(string: item)
        }
        append("]}\n")
        return line
    }

    private func rows(_ answer: Recommender.Answer, _ request: Recommender.Request) -> [UInt8] {
        var rows: [UInt8] = []
        func append(field: String) {
            let start = rows.count
            rows += field.utf8
            TextEscapes.quoteCSV(from: start, in: &rows)
        }
        for (rank, item) in answer.recommendations.enumerated() {
            append(field: request.user ?? "")
            rows += ",\(rank + 1),".utf8
            append(field: item.item)
            rows += ",\(item.score),".utf8
            append(field: item.title ?? "")
            rows.append(UInt8(ascii: "\n"))
        }
        return rows
    }
}
