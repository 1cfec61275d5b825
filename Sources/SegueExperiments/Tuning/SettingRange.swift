import Foundation
import SegueCore

/// The values that one setting may take in a search.
///
/// Samplers see every range as the interval from 0 to 1: numbers by the place of the value, or of its logarithm, between the
/// bounds; whole numbers and choices as as many intervals of equal width, each with its value in the middle (whole numbers by
/// logarithm: of widths that shrink).
public enum SettingRange: Sendable, Equatable {
    /// A number between two bounds, each as likely as any other.
    case uniform(Double, Double)
    /// A positive number between two bounds, by its logarithm.
    case log(Double, Double)
    /// A whole number between two bounds, both included.
    case integer(Int, Int)
    /// A positive whole number between two bounds, both included, by its logarithm.
    case logInteger(Int, Int)
    /// One of some values, whatever they are.
    case choice([JSONValue])

    /// The names of the kinds, as they are written.
    public static let names = ["uniform", "log", "integer", "logInteger", "choice"]

    /// Digits of numbers that are not whole: enough for a search, few enough to be read in a recipe.
    private static let digits = 5

    /// The values that must be possible if all are: the ends of a range, or every choice.
    var extremes: [JSONValue] {
        switch self {
        case .uniform(let lower, let upper), .log(let lower, let upper): [.real(lower), .real(upper)]
        case .integer(let lower, let upper), .logInteger(let lower, let upper): [.integer(lower), .integer(upper)]
        case .choice(let values): values
        }
    }

    /// Number of choices that have no order; nil for numbers.
    var choiceCount: Int? {
        guard case .choice(let values) = self else { return nil }
        return values.count
    }

    /// Whether values are drawn by their logarithm.
    var isLogarithmic: Bool {
        switch self {
        case .log, .logInteger: true
        case .uniform, .integer, .choice: false
        }
    }

    /// The width of the narrowest part of the unit interval that stands for one value; 0 where there is none.
    var grain: Double {
        switch self {
        case .uniform, .log: 0
        case .integer(let lower, let upper): 1 / Double(upper - lower + 1)
        case .logInteger(let lower, let upper):
            (Foundation.log(Double(upper) + 0.5) - Foundation.log(Double(upper) - 0.5)) / Self.logWidth(lower, upper)
        case .choice(let values): 1 / Double(values.count)
        }
    }

    /// The value at a coordinate from 0 to 1.
    func value(at coordinate: Double) -> JSONValue {
        let unit = min(max(coordinate, 0), 1)
        switch self {
        case .uniform(let lower, let upper):
            return .real(Self.rounded(lower + unit * (upper - lower), lower, upper))
        case .log(let lower, let upper):
            let logarithm = Foundation.log(lower) + unit * (Foundation.log(upper) - Foundation.log(lower))
            return .real(Self.rounded(exp(logarithm), lower, upper))
        case .integer(let lower, let upper):
            return .integer(min(lower + Int(unit * Double(upper - lower + 1)), upper))
        case .logInteger(let lower, let upper):
            let value = exp(Foundation.log(Double(lower) - 0.5) + unit * Self.logWidth(lower, upper)).rounded()
            return .integer(min(max(Int(value), lower), upper))
        case .choice(let values):
            return values[min(Int(unit * Double(values.count)), values.count - 1)]
        }
    }

    /// The coordinate from 0 to 1 of a value; nil for one that the range does not hold.
    func coordinate(of value: JSONValue) -> Double? {
        switch self {
        case .uniform(let lower, let upper):
            return value.number.map { ($0 - lower) / (upper - lower) }.flatMap(Self.inside)
        case .log(let lower, let upper):
            guard let number = value.number, number > 0 else { return nil }
            let width = Foundation.log(upper) - Foundation.log(lower)
            return Self.inside((Foundation.log(number) - Foundation.log(lower)) / width)
        case .integer(let lower, let upper):
            return value.number.map { ($0 - Double(lower) + 0.5) / Double(upper - lower + 1) }.flatMap(Self.inside)
        case .logInteger(let lower, let upper):
            guard let number = value.number, number >= 1 else { return nil }
            return Self.inside(
                (Foundation.log(number) - Foundation.log(Double(lower) - 0.5)) / Self.logWidth(lower, upper))
        case .choice(let values):
            return values.firstIndex(of: value).map { (Double($0) + 0.5) / Double(values.count) }
        }
    }

    /// Checks the bounds.
    /// - Throws: `ConfigurationError` naming the kind.
    public func validate() throws {
        func check(_ holds: Bool, _ field: String, _ problem: String) throws {
            guard holds else { throw ConfigurationError(field: field, problem: problem) }
        }
        switch self {
        case .uniform(let lower, let upper):
            try Self.checkOrder(lower, upper, "uniform")
        case .log(let lower, let upper):
            try check(lower > 0, "log", "the bounds must be above 0, for their logarithms; found \(lower)")
            try Self.checkOrder(lower, upper, "log")
        case .integer(let lower, let upper):
            try Self.checkOrder(Double(lower), Double(upper), "integer")
        case .logInteger(let lower, let upper):
            try check(lower > 0, "logInteger", "the bounds must be above 0, for their logarithms; found \(lower)")
            try Self.checkOrder(Double(lower), Double(upper), "logInteger")
        case .choice(let values):
            let isDistinct = values.indices.allSatisfy { !values[..<$0].contains(values[$0]) }
            try check(
                values.count >= 2 && isDistinct, "choice", "expected at least two values that differ, as [32, 64]")
        }
    }

    private static func checkOrder(_ lower: Double, _ upper: Double, _ field: String) throws {
        guard lower.isFinite, upper.isFinite, lower < upper, upper - lower < 1e15 else {
            throw ConfigurationError(
                field: field, problem: "the range is empty: expected a lower and a greater upper bound, as [1, 2]")
        }
    }

    private static func logWidth(_ lower: Int, _ upper: Int) -> Double {
        Foundation.log(Double(upper) + 0.5) - Foundation.log(Double(lower) - 0.5)
    }

    private static func inside(_ coordinate: Double) -> Double? {
        coordinate >= -1e-9 && coordinate <= 1 + 1e-9 ? min(max(coordinate, 0), 1) : nil
    }

    private static func rounded(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
        let short = Double(String(format: "%.\(digits)g", value)) ?? value
        return min(max(short, lower), upper)
    }
}

extension JSONValue {
    /// The number that it is; nil for all else.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }

    /// The value on one line, as in a recipe.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if case .string(let text) = self { return text }
        return (try? encoder.encode(self)).flatMap { String(validating: $0, as: UTF8.self) } ?? ""
    }
}
