/// Which field of a row plays which role, counted from 0.
struct InteractionLayout: Sendable, Equatable {
    /// A field that becomes a `ContextColumn`.
    struct Context: Sendable, Equatable {
        var name: String
        var field: Int
        /// Whether the values are numbers; otherwise they are tokens.
        var isNumber = false
    }

    /// Number of fields that every row must have.
    var fieldCount: Int
    /// Field of the user identifier.
    var user: Int
    /// Field of the item identifier.
    var item: Int
    /// Fields that together name the item when its own field is empty, joined by ``joiner``.
    var itemAlternatives: [Int] = []
    /// Field of the time.
    var time: Int?
    /// How times are written.
    var timeEncoding = TimeEncoding.number(.seconds)
    /// Field of the rating.
    var rating: Int?
    /// Field of the kind of interaction.
    var behavior: Int?
    /// Further fields to keep.
    var contexts: [Context] = []
    /// Fields that make the title of an item, joined by ``joiner``, taken from the item's first row.
    var titles: [Int] = []
    /// Field with the categories of an item, separated by `|`, taken from the item's first row.
    var category: Int?

    /// Whether each row's number in the file is kept.
    var keepsFileRows = false

    /// Whether ratings, times and other numbers have a comma before their fraction.
    var usesDecimalComma = false

    /// What stands between joined fields.
    static let joiner = " - "

    /// Whether rows say something about items themselves.
    var describesItems: Bool { !titles.isEmpty || category != nil }
}
