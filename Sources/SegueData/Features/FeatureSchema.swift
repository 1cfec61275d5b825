import SegueCore

/// One field of the examples: where its value comes from and what it can be.
public struct FeatureField: Codable, Sendable, Equatable {
    /// What the value belongs to.
    public enum Source: String, Codable, Sendable, CaseIterable {
        /// The user.
        case user
        /// The item asked about.
        case item
        /// The event: its time, its context.
        case context
        /// Each event of the history, in this field alone; fields of items and contexts describe those events too.
        case history
    }

    /// What a value is.
    public enum Kind: Codable, Sendable, Equatable {
        /// One of so many values, or unknown.
        case category(count: Int)
        /// Any number of so many labels.
        case labels(count: Int)
        /// A number, given as (x − mean) ∕ deviation; 0 where it is missing.
        case number(mean: Double, deviation: Double)
        /// A text, given as a vector that an encoder makes of it; it has no values in the common numbering.
        case text(dimension: Int, encoder: String)
    }

    /// Name, such as `item.genres`.
    public let name: String
    /// What it belongs to.
    public let source: Source
    /// What it is.
    public let kind: Kind

    /// Describes a field.
    public init(name: String, source: Source, kind: Kind) {
        self.name = name
        self.source = source
        self.kind = kind
    }

    /// Whether its values name the user or the item itself.
    public var isIdentity: Bool { (source == .user || source == .item) && name == source.rawValue }

    /// Whether its values are names: one of them, or any number.
    public var isTokens: Bool {
        switch kind {
        case .category, .labels: true
        case .number, .text: false
        }
    }

    /// Rows that the field takes in a table of weights: one per value, one for a number, none for a text.
    public var width: Int {
        switch kind {
        case .category(let count), .labels(let count): count
        case .number: 1
        case .text: 0
        }
    }
}

/// The fields of the examples of a data set, in order, with the values that each can have: learned from the train part
/// alone and saved with the model.
///
/// All fields share one numbering of values, which starts at 1: ``offsets`` says where each begins, so that one table of
/// ``valueCount`` rows (and row 0 for unknown) holds the weights of all.
public struct FeatureSchema: Codable, Sendable, Equatable {
    /// The fields.
    public let fields: [FeatureField]

    /// A schema of these fields.
    public init(fields: [FeatureField]) { self.fields = fields }

    /// Checks what was read from a file.
    /// - Parameters:
    ///   - userCount: Users that the field `user` must number.
    ///   - itemCount: Items that the field `item` must number.
    /// - Throws: `ConfigurationError` naming the field.
    func validate(userCount: Int, itemCount: Int) throws {
        var values = 0
        for field in fields {
            let name = "features.\(field.name)"
            switch field.kind {
            case .category(let count), .labels(let count):
                try ConfigurationCheck.atLeast(0, count, field: name, atMost: ConfigurationCheck.largestCount)
                let subjects = field.source == .user ? userCount : itemCount
                // Rare items may share a value beside those of the others.
                let fits = field.source == .user ? count == subjects : count <= subjects + 1
                if field.isIdentity, !fits {
                    throw ConfigurationError(field: name, problem: "must number \(subjects) values, not \(count)")
                }
            case .number(let mean, let deviation):
                guard mean.isFinite, deviation.isFinite, deviation > 0 else {
                    throw ConfigurationError(field: name, problem: "needs a finite mean and a deviation above 0")
                }
            case .text(let dimension, _):
                try ConfigurationCheck.atLeast(1, dimension, field: name, atMost: 1 << 16)
            }
            values += field.width
            try ConfigurationCheck.atLeast(0, values, field: name, atMost: Int(Int32.max) - 1)
        }
        guard Set(fields.map(\.name)).count == fields.count else {
            throw ConfigurationError(field: "features", problem: "must have names that differ")
        }
    }

    /// For each field the number of values of the fields before it.
    public var offsets: [Int] {
        var sum = 0
        return fields.map { field in
            defer { sum += field.width }
            return sum
        }
    }

    /// The codes of a field's values.
    public func codes(of field: Int) -> Range<Int32> {
        let first = Int32(truncatingIfNeeded: fields[..<field].reduce(1) { $0 + $1.width })
        return first..<first + Int32(truncatingIfNeeded: fields[field].width)
    }

    /// Width of the vectors of all texts, side by side.
    public var textWidth: Int {
        fields.reduce(0) {
            guard case .text(let dimension, _) = $1.kind else { return $0 }
            return $0 + dimension
        }
    }

    /// Number of values of all fields.
    public var valueCount: Int { fields.reduce(0) { $0 + $1.width } }
}
