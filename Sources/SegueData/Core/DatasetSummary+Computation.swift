extension DatasetSummary {
    private static let longestRatingList = 100

    /// Computes the facts in a few passes over the columns.
    public init(of dataset: Dataset) {
        let log = dataset.log
        let distinct = Self.distinctPairs(log)
        let (ties, followers) = Self.tiedTimes(log)
        name = dataset.name
        source = log.source
        interactionCount = log.count
        userCount = log.userCount
        itemCount = log.itemCount
        density = Self.share(distinct, Double(log.userCount) * Double(log.itemCount))
        sequenceLength = Quantiles(zip(log.offsets, log.offsets.dropFirst()).map { $1 - $0 })
        itemPopularity = Quantiles(Self.popularity(log))
        firstRows = dataset.firstRows
        firstTime = log.timeColumn?.min().map { Instant($0, log.timeUnit).seconds }
        lastTime = log.timeColumn?.max().map { Instant($0, log.timeUnit).seconds }
        timeUnit = log.timeColumn == nil ? nil : log.timeUnit
        tiedTimeShare = log.timeColumn == nil ? nil : Self.share(ties, Double(followers))
        repeatedItemShare = Self.share(log.count - distinct, Double(log.count))
        ratings = Self.ratings(log)
        behaviors = Self.behaviors(log)
        contextColumns = log.contextColumns.map(\.name)
        catalogItemCount = dataset.catalog.count
        titledItemShare = Self.share(
            log.items.ids.count { dataset.catalog.title(of: $0) != nil }, Double(log.itemCount))
        categorizedItemShare = Self.share(
            log.items.ids.count { !dataset.catalog.categoryPositions(of: $0).isEmpty }, Double(log.itemCount))
        categoryCount = dataset.catalog.categoryNames.count
        knownUserShare = Self.share(
            log.users.ids.count { dataset.userCatalog.ids.index(of: $0) != nil }, Double(log.userCount))
    }

    /// Part of a whole, 0 of nothing.
    private static func share(_ part: Int, _ whole: Double) -> Double {
        whole > 0 ? Double(part) / whole : 0
    }

    private static func distinctPairs(_ log: InteractionLog) -> Int {
        var lastUser = [Int32](repeating: 0, count: log.itemCount + 1)
        var distinct = 0
        for user in stride(from: 1, through: Int32(clamping: log.userCount), by: 1) {
            for item in log.items(ofUser: user) where lastUser[Int(item)] != user {
                lastUser[Int(item)] = user
                distinct += 1
            }
        }
        return distinct
    }

    private static func tiedTimes(_ log: InteractionLog) -> (ties: Int, followers: Int) {
        guard let times = log.timeColumn else { return (0, 0) }
        var result = (ties: 0, followers: 0)
        for user in stride(from: 1, through: Int32(clamping: log.userCount), by: 1) {
            let rows = log.rows(ofUser: user).dropFirst()
            result.followers += rows.count
            for row in rows where times[row] == times[row - 1] { result.ties += 1 }
        }
        return result
    }

    private static func popularity(_ log: InteractionLog) -> [Int] {
        var counts = [Int](repeating: 0, count: log.itemCount + 1)
        for item in log.itemColumn { counts[Int(item)] += 1 }
        return Array(counts.dropFirst())
    }

    private static func ratings(_ log: InteractionLog) -> [RatingCount] {
        var counts: [Float: Int] = [:]
        for rating in log.ratingColumn ?? [] {
            counts[rating, default: 0] += 1
        }
        let sorted = counts.sorted { $0.key < $1.key }
        return sorted.prefix(longestRatingList).map { RatingCount(rating: $0.key, count: $0.value) }
    }

    private static func behaviors(_ log: InteractionLog) -> [BehaviorCount] {
        var counts = [Int](repeating: 0, count: 256)
        for behavior in log.behaviorColumn ?? [] { counts[Int(behavior)] += 1 }
        return zip(log.behaviors, counts).map { BehaviorCount(behavior: $0, count: $1) }
    }
}

extension DatasetSummary.Quantiles {
    /// Quantiles of some numbers; all zero when there are none.
    init(_ values: [Int]) {
        let sorted = values.sorted()
        func quantile(_ percent: Int) -> Int {
            let rank = (percent * sorted.count + 99) / 100
            return sorted.isEmpty ? 0 : sorted[max(rank, 1) - 1]
        }
        minimum = sorted.first ?? 0
        lowerQuartile = quantile(25)
        median = quantile(50)
        upperQuartile = quantile(75)
        percentile95 = quantile(95)
        maximum = sorted.last ?? 0
        mean = sorted.isEmpty ? 0 : Double(sorted.reduce(0, +)) / Double(sorted.count)
    }
}
