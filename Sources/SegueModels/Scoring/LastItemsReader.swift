import SegueData
import Torch
import TorchNN

/// Reads each position as the last items before it, a row per position: for models whose representation of a prefix depends on
/// where its row begins or ends.
struct LastItemsReader {
    private let rows: [(query: Int, interactions: ArraySlice<Int>, nextTime: Int64?)]
    /// For each wanted position, in order, its row; nil for an empty history.
    private let rowOfPosition: [Int?]
    private let queries: [NextItemQuery]
    private let userCount: Int
    private let device: Device

    /// Prepares the queries of `group`: items outside `1...itemCount` are left out, users outside `1...userCount` are the
    /// unknown one.
    init(queries: [NextItemQuery], group: Range<Int>, model: some SequenceModel) {
        let known = Int32(1)...Int32(clamping: max(1, model.itemCount))
        let longest = max(1, model.maximumLength ?? Int.max)
        var rows: [(query: Int, interactions: ArraySlice<Int>, nextTime: Int64?)] = []
        var rowOfPosition: [Int?] = []
        for index in group {
            let query = queries[index]
            let all = query.history.rows.prefix(max(0, query.positions.upperBound))
            let kept = all.filter { known.contains(query.history.columns.items[$0]) }
            var before = 0
            for position in query.positions {
                let row = query.history.rows.lowerBound + position
                while before < kept.count, kept[before] < row { before += 1 }
                rowOfPosition.append(before == 0 ? nil : rows.count)
                guard before > 0 else { continue }
                let columns = query.history.columns
                let asked = row < query.history.rows.upperBound ? columns.times?[row] : query.time
                let time = columns.times == nil ? nil : asked.map { $0 / columns.timeUnit.perSecond }
                rows.append((index, kept[max(0, before - longest)..<before], time))
            }
        }
        (self.rows, self.rowOfPosition, self.queries) = (rows, rowOfPosition, queries)
        userCount = model.userCount
        device = model.device
    }

    /// The representations of all wanted positions, query after query: `[positions, hidden]`; nil when none is wanted.
    func representations(of model: some SequenceModel) -> Tensor? {
        guard !rowOfPosition.isEmpty else { return nil }
        var pieces = [model.emptyRepresentation(rows: 1)]
        var start = 0
        while start < rows.count {
            var (end, tokens) = (start, 0)
            while end < rows.count, end == start || tokens + rows[end].interactions.count <= ScoringLimits.tokensAtOnce
            {
                tokens += rows[end].interactions.count
                end += 1
            }
            pieces.append(model(batch(start..<end), mode: .inference).representations)
            start = end
        }
        let places = rowOfPosition.map { row in row.map { Int64($0 + 1) } ?? 0 }
        return Tensor.concatenated(pieces, dimension: 0).indexSelect(0, Tensor(places, device: device))
    }

    /// Some rows as a batch; predictions are their last items, in the order of the rows.
    private func batch(_ part: Range<Int>) -> SequenceBatch {
        let columns = joined(rows[part].map { (queries[$0.query].history.columns, Array($0.interactions)) })
        var ranges: [Range<Int>] = []
        for row in rows[part] {
            let first = ranges.last?.upperBound ?? 0
            ranges.append(first..<first + row.interactions.count)
        }
        let order = ranges.indices.sorted { (ranges[$0].count, $1) > (ranges[$1].count, $0) }
        var place = [Int](repeating: 0, count: order.count)
        for (row, index) in order.enumerated() { place[index] = row }
        let users = rows[part].map { row in
            let user = queries[row.query].user
            return user >= 1 && Int(user) <= userCount ? user : Vocabulary.padding
        }
        return SequenceBatch(
            columns: columns,
            rows: order.map {
                SequenceBatch.Row(
                    user: users[$0], interactions: ranges[$0], nextTime: rows[part.lowerBound + $0].nextTime)
            },
            predictions: ranges.indices.map { SequenceBatch.Prediction(row: place[$0], step: ranges[$0].count - 1) },
            device: device)
    }

    /// Rows of several columns, with times in seconds that are all 0 for a history without any: beside others each is read
    /// as if it were alone.
    private func joined(_ parts: [(columns: InteractionColumns, rows: [Int])]) -> InteractionColumns {
        let joined = InteractionColumns(joining: parts)
        guard parts.contains(where: { $0.columns.times != nil }) else { return joined }
        let times = parts.flatMap { part in
            part.rows.map { row in (part.columns.times?[row] ?? 0) / part.columns.timeUnit.perSecond }
        }
        return InteractionColumns(
            items: joined.items, times: times, ratings: joined.ratings, behaviors: joined.behaviors,
            behaviorNames: joined.behaviorNames)
    }
}
