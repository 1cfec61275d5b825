import SegueCore

/// How features of users and items become fields.
public struct FeatureOptions: Codable, Sendable, Equatable {
    /// How numbers are brought to a common size.
    public enum Scaling: String, Codable, Sendable, CaseIterable {
        /// Less the mean, divided by the standard deviation.
        case standard
        /// Divided by the greatest absolute value.
        case maximum
    }

    /// Features of users and items that stand as names in the data and are taken as numbers, such as `age`.
    public var numbers: [String] = []
    /// How numbers are scaled; what it takes is learned from the train part.
    public var scaling = Scaling.standard
    /// Texts of items that an encoder turns into vectors: `title`, or a feature's name.
    public var texts: [String] = []
    /// Features of users and items that are left out.
    public var leftOut: [String] = []

    /// Fields that are computed from the moment of an example and from what happened before it.
    public var derived: [DerivedFeature] = []
    /// Hours by which local time, of which hours and weekdays are taken, is ahead of UTC.
    public var utcOffset = 0.0
    /// The feature of items whose events are counted by category; nil for `categories`, else `category`.
    public var category: String?
    /// Items with fewer train events share one value of the field that names the item: a model cannot learn single events
    /// by heart.
    public var minimumItemEvents = 1

    /// The defaults.
    public init() {}

    /// Checks the numbers.
    /// - Throws: `ConfigurationError` naming the field.
    func validate() throws {
        guard (-24...24).contains(utcOffset) else {
            throw ConfigurationError(
                field: "features.utcOffset", problem: "must lie in -24…24 hours, found \(utcOffset)")
        }
        try ConfigurationCheck.atLeast(
            1, minimumItemEvents, field: "features.minimumItemEvents", atMost: ConfigurationCheck.largestCount)
        guard Set(derived).count == derived.count else {
            throw ConfigurationError(field: "features.derived", problem: "must name each field once")
        }
    }

    /// Reads the settings; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        numbers = try values.decodeIfPresent([String].self, forKey: .numbers) ?? numbers
        scaling = try values.decodeIfPresent(Scaling.self, forKey: .scaling) ?? scaling
        texts = try values.decodeIfPresent([String].self, forKey: .texts) ?? texts
        leftOut = try values.decodeIfPresent([String].self, forKey: .leftOut) ?? leftOut
        derived = try values.decodeIfPresent([DerivedFeature].self, forKey: .derived) ?? derived
        utcOffset = try values.decodeIfPresent(Double.self, forKey: .utcOffset) ?? utcOffset
        category = try values.decodeIfPresent(String.self, forKey: .category)
        minimumItemEvents = try values.decodeIfPresent(Int.self, forKey: .minimumItemEvents) ?? minimumItemEvents
    }
}

/// Texts of a log's items, encoded: what an encoder made of a feature.
public struct EncodedTexts: Sendable, Equatable {
    /// The feature, such as `title`.
    public let name: String
    /// What encoded them, and the SHA-256 of all that it depends on.
    public let encoder: String
    /// Length of a vector.
    public let dimension: Int
    /// `[items + 1, dimension]`, row i for item index i; row 0, and items without a text, are zero.
    public let values: [Float]

    /// Collects the parts; there must be `dimension` values per row.
    public init(name: String, encoder: String, dimension: Int, values: [Float]) {
        precondition(dimension > 0 && values.count % dimension == 0, "vectors must be of one length")
        self.name = name
        self.encoder = encoder
        self.dimension = dimension
        self.values = values
    }
}

extension String {
    /// The text without blanks at its ends.
    var trimmingWhitespace: Substring {
        let start = drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? start[start.endIndex...]
    }
}
