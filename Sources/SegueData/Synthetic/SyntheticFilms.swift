/// The films of a synthetic catalog: works of one or several parts, with title, genres, decade and popularity.
struct SyntheticFilms: Sendable {
    /// A single film or a series.
    struct Work: Sendable {
        /// The title of the first part.
        var title: String
        /// Genres, the main one first; positions in `genreNames`.
        var genres: [Int]
        /// The year of the first part.
        var year: Int
        /// The item of the first part; the other parts follow it.
        var firstItem: Int32
        /// How many parts it has.
        var parts: Int
        /// How often it is begun, relative to others.
        var popularity: Double
    }

    /// The names of the genres.
    static let genreNames = [
        "Drama", "Comedy", "Thriller", "Action", "Romance", "Mystery", "Fantasy", "Animation", "Documentary", "Horror",
        "Western", "Musical",
    ]
    /// Years of release lie in 1970…2019.
    static let decades = [1970, 1980, 1990, 2000, 2010]

    /// All works.
    private(set) var works: [Work] = []
    /// For item i, at i − 1: its work.
    private(set) var workOfItem: [Int] = []
    /// For each genre: its works.
    private(set) var worksOfGenre: [[Int]] = []
    /// For each genre: draws among `worksOfGenre` by popularity.
    private(set) var choices: [WeightedChoice] = []

    /// Makes films until there are so many.
    init(count: Int, popularityExponent: Double, generator: SeededGenerator) {
        var generator = generator
        var titles = SyntheticTitles(generator: generator.split("titles"))
        let genreChoice = WeightedChoice(weights: WeightedChoice.zipf(count: Self.genreNames.count, exponent: 0.5))
        while workOfItem.count < count {
            let isSeries = works.count < Self.genreNames.count || generator.uniform() < 0.35
            let parts = min(isSeries ? 2 + generator.next(below: 6) : 1, count - workOfItem.count)
            // The first works go round the genres, so that none is empty.
            let main = works.count < Self.genreNames.count ? works.count : genreChoice.draw(using: &generator)
            let second = genreChoice.draw(using: &generator)
            let hasSecond = second != main && generator.uniform() < 0.5
            let year = Self.decades[generator.next(below: Self.decades.count)] + generator.next(below: 10)
            works.append(
                Work(
                    title: titles.next(), genres: hasSecond ? [main, second] : [main], year: year,
                    firstItem: Int32(truncatingIfNeeded: workOfItem.count + 1), parts: parts, popularity: 0))
            workOfItem += [Int](repeating: works.count - 1, count: parts)
        }
        var popularities = WeightedChoice.zipf(count: works.count, exponent: popularityExponent)
        generator.shuffle(&popularities)
        for index in works.indices { works[index].popularity = popularities[index] }
        prepareChoices()
    }

    /// Sets up the draws by genre.
    private mutating func prepareChoices() {
        worksOfGenre = Self.genreNames.indices.map { genre in
            works.indices.filter { works[$0].genres.contains(genre) }
        }
        choices = worksOfGenre.map { genre in
            WeightedChoice(weights: genre.isEmpty ? [1] : genre.map { works[$0].popularity })
        }
    }

    /// The title of an item: that of its work, with a Roman number from the second part on, and the year.
    func title(of item: Int32) -> String {
        let work = works[workOfItem[Int(item) - 1]]
        let part = Int(item - work.firstItem) + 1
        let number = part > 1 ? " " + SyntheticTitles.roman(part) : ""
        return "\(work.title)\(number) (\(work.year + 2 * (part - 1)))"
    }

    /// The names of an item's genres.
    func genres(of item: Int32) -> [String] {
        works[workOfItem[Int(item) - 1]].genres.map { Self.genreNames[$0] }
    }

    /// A data set of a log whose item indices are these films.
    func dataset(log: InteractionLog, name: String) -> Dataset {
        let films = workOfItem.indices.map { index in
            let item = Int32(truncatingIfNeeded: index + 1)
            return ItemCatalog.Item(id: String(item), title: title(of: item), categories: genres(of: item))
        }
        return Dataset(log: log, catalog: ItemCatalog(films), name: name)
    }
}
