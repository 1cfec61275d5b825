/// One viewer of a synthetic catalog: taste and habit, and a mood that drifts.
struct SyntheticViewer {
    /// One film watched.
    struct Event {
        /// The film's item index.
        var item: Int32
        /// When, in seconds since 1970.
        var time: Int64
        /// 1 to 5 stars, in halves.
        var rating: Float
    }

    private var generator: SeededGenerator
    /// Draws a mood: a few genres are liked much.
    private let taste: WeightedChoice
    private let tasteWeights: [Double]
    /// The decade preferred.
    private let decade: Int
    /// The chance to watch the next part of the series just watched.
    private let persistence: Double
    /// The genre watched at present.
    private var mood = 0
    private var time: Int64
    /// How many parts of a work have been seen.
    private var seenParts: [Int: Int] = [:]
    private var lastWork: Int?

    /// A viewer drawn from a stream.
    init(films: SyntheticFilms, generator: SeededGenerator) {
        var generator = generator
        tasteWeights = films.worksOfGenre.map { works in
            let fondness = generator.uniform()
            return works.isEmpty ? 0 : 1 / (0.02 + fondness * fondness)
        }
        taste = WeightedChoice(weights: tasteWeights)
        decade = SyntheticFilms.decades[generator.next(below: SyntheticFilms.decades.count)]
        persistence = generator.uniform() < 0.5 ? 0.9 : 0.25
        time = 1_577_836_800 + Int64(generator.next(below: 365 * 86_400))
        mood = taste.draw(using: &generator)
        self.generator = generator
    }

    /// Watches so many films, each once; at most as many as there are.
    mutating func watch(_ count: Int, films: SyntheticFilms, into events: inout [Event]) {
        for _ in 0..<min(count, films.workOfItem.count) {
            moveOn()
            let work = nextWork(films)
            let part = seenParts[work, default: 0]
            seenParts[work] = part + 1
            lastWork = work
            let item = films.works[work].firstItem + Int32(truncatingIfNeeded: part)
            events.append(Event(item: item, time: time, rating: rating(of: films.works[work])))
        }
    }

    /// Lets time pass: another film the same evening, or another day, when the mood is more likely to change.
    private mutating func moveOn() {
        let sameEvening = generator.uniform() < 0.5
        time +=
            sameEvening
            ? 5_400 + Int64(generator.next(below: 5_400)) : 43_200 + Int64(generator.next(below: 8 * 86_400))
        if generator.uniform() < (sameEvening ? 0.05 : 0.2) { mood = taste.draw(using: &generator) }
    }

    /// The series just watched if the viewer is persistent, else something of the present mood.
    private mutating func nextWork(_ films: SyntheticFilms) -> Int {
        if let lastWork, hasUnseenPart(lastWork, films), generator.uniform() < persistence { return lastWork }
        for attempt in 0..<40 {
            let work = films.worksOfGenre[mood][films.choices[mood].draw(using: &generator)]
            guard hasUnseenPart(work, films) else { continue }
            let isPreferred = (decade..<decade + 10).contains(films.works[work].year)
            if isPreferred || attempt >= 20 || generator.uniform() < 0.2 { return work }
        }
        mood = taste.draw(using: &generator)
        let start = generator.next(below: films.works.count)
        let rotated = (0..<films.works.count).lazy.map { (start + $0) % films.works.count }
        return rotated.first { hasUnseenPart($0, films) } ?? start
    }

    private func hasUnseenPart(_ work: Int, _ films: SyntheticFilms) -> Bool {
        seenParts[work, default: 0] < films.works[work].parts
    }

    /// Around three and a half stars, more for genres and decades that are liked.
    private mutating func rating(of work: SyntheticFilms.Work) -> Float {
        let liked = work.genres.reduce(0) { max($0, tasteWeights[$1]) } > 10 ? 0.5 : 0
        let ofDecade = (decade..<decade + 10).contains(work.year) ? 0.4 : 0
        let stars = 3.2 + liked + ofDecade + 0.7 * generator.normal()
        return Float(min(5, max(1, (2 * stars).rounded() / 2)))
    }
}
