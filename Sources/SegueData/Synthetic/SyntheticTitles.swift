/// Titles put together from lists of words, each given once.
struct SyntheticTitles {
    private static let adjectives = [
        "Glass", "Silent", "Crimson", "Hollow", "Golden", "Frozen", "Paper", "Distant", "Velvet", "Broken", "Hidden",
        "Amber",
        "Wandering", "Iron", "Painted", "Last", "Burning", "Quiet", "Winter", "Silver", "Borrowed", "Endless", "Secret",
        "Northern", "Copper", "Midnight", "Scarlet", "Sleeping", "Electric", "Forgotten", "Second", "Restless", "Lucky",
        "Marble", "Invisible", "Salted",
    ]
    private static let nouns = [
        "Harbour", "Garden", "Witness", "Lantern", "River", "Orchestra", "Mountain", "Letter", "Kingdom", "Station",
        "Mirror",
        "Summer", "Cartographer", "Bridge", "Promise", "Lighthouse", "Circus", "Detective", "Island", "Violin",
        "Orchard",
        "Machine", "Stranger", "Carnival", "Library", "Voyage", "Clockmaker", "Horizon", "Waltz", "Frontier", "Recipe",
        "Meadow", "Engine", "Portrait", "Tide", "Archive",
    ]
    private static let towns = [
        "Lisbon", "Aberdeen", "Trieste", "Kyoto", "Valparaíso", "Bergen", "Odessa", "Tangier", "Galway", "Samarkand",
        "Dubrovnik", "Cartagena",
    ]

    private var order: [Int]
    private var given = 0

    /// Titles in an order drawn from a stream.
    init(generator: SeededGenerator) {
        var generator = generator
        order = Array(0..<Self.adjectives.count * Self.nouns.count)
        generator.shuffle(&order)
    }

    /// The next title: "The Glass Harbour"; when those are used up "The Glass Harbour of Lisbon", then with a number.
    mutating func next() -> String {
        let (round, index) = given.quotientAndRemainder(dividingBy: order.count)
        given += 1
        let words = order[index].quotientAndRemainder(dividingBy: Self.nouns.count)
        let title = "The \(Self.adjectives[words.quotient]) \(Self.nouns[words.remainder])"
        guard round > 0 else { return title }
        let (volume, town) = (round - 1).quotientAndRemainder(dividingBy: Self.towns.count)
        return "\(title) of \(Self.towns[town])" + (volume > 0 ? ", Reel \(volume + 1)" : "")
    }

    /// A number from 1 on in Roman digits.
    static func roman(_ number: Int) -> String {
        var rest = number
        var text = ""
        for (value, digits) in [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
            while rest >= value {
                text += digits
                rest -= value
            }
        }
        return text
    }
}
