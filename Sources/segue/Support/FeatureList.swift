import Foundation
import SegueBundle
import SegueCore

/// Features and rated histories as they are written on a command line.
enum FeatureList {
    /// `age=25,gender=F`, or a JSON object, in which values may hold commas; lists of labels become `a|b`.
    static func features(_ text: String, option: String) throws -> [String: String] {
        if text.first(where: { !$0.isWhitespace }) == "{" { return try json(text, option: option) }
        var features: [String: String] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].trimmingCharacters(in: .whitespaces)
            guard pair.count == 2, !name.isEmpty else {
                throw IdentifierError(
                    location: option,
                    problem: "'\(part)' is no feature; expected name=value, as age=25,gender=F, or a JSON object")
            }
            guard features.updateValue(String(pair[1]), forKey: name) == nil else {
                throw IdentifierError(location: option, problem: "names '\(name)' twice")
            }
        }
        return features
    }

    private static func json(_ text: String, option: String) throws -> [String: String] {
        let form = "expected a JSON object of texts, numbers and lists of texts, as {\"title\": \"Heat (1995)\"}"
        guard let values = try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8)) else {
            throw IdentifierError(location: option, problem: "this is not JSON; \(form)")
        }
        return try values.mapValues { value in
            switch value {
            case .string(let text): return text
            case .integer(let number): return "\(number)"
            case .real(let number): return "\(number)"
            case .array(let labels):
                return try labels.map { label in
                    guard case .string(let text) = label else {
                        throw IdentifierError(location: option, problem: "a list holds what is no text; \(form)")
                    }
                    return text
                }.joined(separator: "|")
            default: throw IdentifierError(location: option, problem: form)
            }
        }
    }

    /// Ids as `Identifiers.list` reads them, each with its rating behind the last `=` if a number stands there.
    static func history(_ text: String, option: String) throws -> [RequestEvent] {
        try Identifiers.list(text, option: option).map { event in
            guard let sign = event.lastIndex(of: "="), sign != event.startIndex else { return RequestEvent(event) }
            let number = event[event.index(after: sign)...].trimmingCharacters(in: .whitespaces)
            guard let rating = Float(number), rating.isFinite else { return RequestEvent(event) }
            return RequestEvent(String(event[..<sign]), rating: rating)
        }
    }
}
