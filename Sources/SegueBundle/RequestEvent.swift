/// Something a user did, as a request tells it.
public struct RequestEvent: Codable, Sendable, Hashable {
    /// The item's id.
    public var item: String
    /// What the user rated it, on the scale of the data; nil where that is not known.
    public var rating: Float?

    /// An item, rated or not.
    public init(_ item: String, rating: Float? = nil) {
        self.item = item
        self.rating = rating
    }
}
