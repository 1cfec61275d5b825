import SegueCore

extension ResultTable.Column {
    private enum CodingKeys: String, CodingKey {
        case title, decimals, marksBest, direction
    }

    /// Reads a column; one that marks a best and says no direction marks the greatest, as all did once.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let marksBest = try values.decode(Bool.self, forKey: .marksBest)
        let direction = try values.decodeIfPresent(Direction.self, forKey: .direction) ?? .higher
        self.init(
            title: try values.decode(String.self, forKey: .title),
            decimals: try values.decode(Int.self, forKey: .decimals),
            direction: marksBest ? direction : nil)
    }

    /// Writes whether a best is marked, and the direction where less is better.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(title, forKey: .title)
        try values.encode(decimals, forKey: .decimals)
        try values.encode(direction != nil, forKey: .marksBest)
        if direction == .lower { try values.encode(direction, forKey: .direction) }
    }
}
