import Foundation

/// What files of format 1 called otherwise: settings are spelled the American way since.
enum FormatOne {
    private static let keys = [
        "behaviours": "behaviors", "neighbourCount": "neighborCount", "normalisation": "normalization",
        "userRegularisation": "userRegularization", "itemRegularisation": "itemRegularization",
        "sequenceRegularisation": "sequenceRegularization", "positiveRegularisation": "positiveRegularization",
        "negativeRegularisation": "negativeRegularization", "biasRegularisation": "biasRegularization",
    ]
    /// Values by their (new) key; elsewhere the same word may be a name in somebody's data.
    private static let values = [
        (key: "filter", old: "behaviours", new: "behaviors"),
        (key: "normalization", old: "neighbourhood", new: "neighborhood"),
        (key: "role", old: "behaviour", new: "behavior"),
    ]

    /// The same JSON with today's names. Within a string a quote has a backslash before it, so only whole keys and values
    /// are met.
    static func translated(_ json: Data) -> Data {
        guard var text = String(validating: json, as: UTF8.self) else { return json }
        for (old, new) in keys {
            guard let pattern = try? Regex("\"\(old)\"(\\s*:)", as: (Substring, Substring).self) else { continue }
            text.replace(pattern) { "\"\(new)\"\($0.output.1)" }
        }
        for value in values {
            let expression = "(\"\(value.key)\"\\s*:\\s*)\"\(value.old)\""
            guard let pattern = try? Regex(expression, as: (Substring, Substring).self) else { continue }
            text.replace(pattern) { "\($0.output.1)\"\(value.new)\"" }
        }
        return Data(text.utf8)
    }
}
