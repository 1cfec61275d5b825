/// What is written as one word: numbers, texts, yes or no.
protocol SettingsScalar {
    /// Reads the word.
    /// - Throws: ``RecipeError`` with its location and what was expected.
    init(_ tree: SettingsTree, path: String) throws
}

extension SettingsTree {
    /// The error for something else than what was expected.
    func mismatch(path: String, expected: String) -> RecipeError {
        let found =
            switch self {
            case .scalar where isNull: "nothing"
            case .scalar(let text, isQuoted: true, _): "the text \"\(text)\""
            case .scalar(let text, isQuoted: false, _): "'\(text)'"
            case .list: "a list"
            case .map: "settings by name"
            }
        return RecipeError(location: location, path: path, problem: "expected \(expected), found \(found)")
    }
}

extension SettingsScalar where Self: FixedWidthInteger {
    init(_ tree: SettingsTree, path: String) throws {
        guard case .scalar(let text, isQuoted: false, _) = tree, !tree.isNull else {
            throw tree.mismatch(path: path, expected: "a whole number")
        }
        guard let value = Self(text) ?? Self.fromReal(text) else {
            let isWhole = Double(text).map { $0.rounded() == $0 } ?? false
            let range = isWhole ? " from \(Self.min) to \(Self.max)" : ""
            throw tree.mismatch(path: path, expected: "a whole number\(range)")
        }
        self = value
    }

    /// A whole number written as 1e3 or 5.0, where such a number is exact.
    private static func fromReal(_ text: String) -> Self? {
        guard let real = Double(text), real.magnitude <= 0x1p53 else { return nil }
        return Self(exactly: real)
    }
}

extension Int: SettingsScalar {}
extension Int32: SettingsScalar {}
extension Int64: SettingsScalar {}
extension UInt64: SettingsScalar {}

extension SettingsScalar where Self: BinaryFloatingPoint & LosslessStringConvertible {
    init(_ tree: SettingsTree, path: String) throws {
        guard case .scalar(let text, isQuoted: false, _) = tree, let value = Self(text) else {
            throw tree.mismatch(path: path, expected: "a number")
        }
        guard value.isFinite else { throw tree.mismatch(path: path, expected: "a finite number") }
        self = value
    }
}

extension Double: SettingsScalar {}
extension Float: SettingsScalar {}

extension Bool: SettingsScalar {
    init(_ tree: SettingsTree, path: String) throws {
        switch tree {
        case .scalar("true", isQuoted: false, _), .scalar("True", isQuoted: false, _): self = true
        case .scalar("false", isQuoted: false, _), .scalar("False", isQuoted: false, _): self = false
        default: throw tree.mismatch(path: path, expected: "true or false")
        }
    }
}

extension String: SettingsScalar {
    init(_ tree: SettingsTree, path: String) throws {
        guard case .scalar(let text, _, _) = tree, !tree.isNull else {
            throw tree.mismatch(path: path, expected: "a text")
        }
        self = text
    }
}
