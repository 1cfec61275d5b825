/// Keeps interactions with a rating from a value on and, as a rule, forgets the rating: what is left counts as liked.
public struct MinimumRatingFilter: LogFilterRule {
    /// `minimum-rating`.
    public static let name = "minimum-rating"
    /// The least rating kept.
    public var rating: Float
    /// Whether the ratings of what is left are kept, instead of making the log implicit.
    public var keepsRatings: Bool

    /// Ratings from 4 on by default, made implicit.
    public init(rating: Float = 4, keepsRatings: Bool = false) {
        self.rating = rating
        self.keepsRatings = keepsRatings
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        rating = try values.decodeIfPresent(Float.self, forKey: .rating) ?? rating
        keepsRatings = try values.decodeIfPresent(Bool.self, forKey: .keepsRatings) ?? keepsRatings
    }

    /// Checks that the rating is a number.
    public func validate() throws {
        guard rating.isFinite else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "rating", problem: "must be a finite number, found \(rating)")
        }
    }

    /// Removes lower ratings. Needs ratings.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        guard let ratings = log.ratingColumn else {
            throw PreparationError.columnMissing(operation: Self.name, column: "rating")
        }
        let liked = log.select(reindexing: [.users, .items]) { ratings[$0] >= rating }
        return keepsRatings ? liked : liked.withoutRatings
    }
}

extension InteractionLog {
    /// The same interactions without their ratings: explicit data made implicit, as the next-item papers do.
    public var withoutRatings: InteractionLog { replacing(columns: columns.withoutRatings) }
}
