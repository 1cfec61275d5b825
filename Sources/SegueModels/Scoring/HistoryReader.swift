import SegueData
import Torch
import TorchNN

/// Reads a group of histories through a sequence model piece by piece, and keeps the representations that queries ask for: of
/// models that carry a state from piece to piece, or whose prefixes need no more than some interactions before a piece.
struct HistoryReader {
    private struct KnownHistory {
        let items: [Int32]
        let user: Int32
        /// Number of items read before each wanted position, in the order of positions.
        let wanted: [Int]
    }

    private let histories: [KnownHistory]
    private let device: Device
    /// Interactions before a piece that are read with it.
    private let context: Int
    /// Rows by falling length, so that those still being read are always the first ones.
    private let order: [Int]

    /// Prepares the queries of `group`: items outside `1...itemCount` are left out, users outside `1...userCount` are the
    /// unknown one, nothing behind the last wanted position is read, nor what is too far before the first.
    init(queries: [NextItemQuery], group: Range<Int>, model: some SequenceModel) {
        let (userCount, longest) = (model.userCount, model.maximumLength)
        context = model.contextLength
        let known = Int32(1)...Int32(clamping: max(1, model.itemCount))
        let histories = group.map { index in
            let query = queries[index]
            var items: [Int32] = []
            var wanted: [Int] = []
            let start = query.items.startIndex
            for position in 0..<max(0, query.positions.upperBound) {
                if query.positions.contains(position) { wanted.append(items.count) }
                let row = start + position
                guard row < query.items.endIndex, position + 1 < query.positions.upperBound else { continue }
                if known.contains(query.items[row]) { items.append(query.items[row]) }
            }
            let excess = longest.map { max(0, (wanted.first ?? 0) - $0) } ?? 0
            if excess > 0 {
                items.removeFirst(excess)
                wanted = wanted.map { $0 - excess }
            }
            let isKnown = query.user >= 1 && Int(query.user) <= userCount
            return KnownHistory(items: items, user: isKnown ? query.user : Vocabulary.padding, wanted: wanted)
        }
        self.histories = histories
        device = model.device
        order = histories.indices.sorted {
            (histories[$0].items.count, $1) > (histories[$1].items.count, $0)
        }
    }

    /// The representations of all wanted positions, query after query: `[positions, hidden]`; nil when none is wanted.
    func representations(of model: some SequenceModel, by read: PieceReader) -> Tensor? {
        // Pieces of representations in the order they were made, and for each wanted position its row in them.
        var pieces: [Tensor] = [model.emptyRepresentation(rows: 1)]
        var pieceStart = 1
        var places: [[Int64]] = histories.map { $0.wanted.map { _ in 0 } }
        var cursors = [Int](repeating: 0, count: histories.count)
        for (index, history) in histories.enumerated() { cursors[index] = history.wanted.prefix { $0 == 0 }.count }
        var state: CarriedState?
        var begin = 0
        while true {
            let active = order.prefix { histories[$0].items.count > begin }
            guard !active.isEmpty else { break }
            let window = window(of: active, from: begin)
            let (output, next) = read(window.batch, state?.map { $0.slice(0, 0..<active.count) })
            state = next
            // Rows are ordered by falling length: the token of a row and step is the row-th of its step.
            var stepStarts = [0]
            for size in window.batch.stepSizes { stepStarts.append((stepStarts.last ?? 0) + size) }
            var kept: [Int64] = []
            for (row, index) in active.enumerated() {
                let wanted = histories[index].wanted
                while cursors[index] < wanted.count, wanted[cursors[index]] <= begin + window.length {
                    kept.append(Int64(stepStarts[wanted[cursors[index]] - begin - 1] + row))
                    places[index][cursors[index]] = Int64(pieceStart + kept.count - 1)
                    cursors[index] += 1
                }
            }
            if !kept.isEmpty {
                pieces.append(output.representations.indexSelect(0, Tensor(kept, device: device)))
                pieceStart += kept.count
            }
            begin += window.length
        }
        let all = places.flatMap { $0 }
        guard !all.isEmpty else { return nil }
        return Tensor.concatenated(pieces, dimension: 0).indexSelect(0, Tensor(all, device: device))
    }

    private func window(of rows: ArraySlice<Int>, from begin: Int) -> (batch: SequenceBatch, length: Int) {
        let longest = rows.first.map { histories[$0].items.count - begin } ?? 0
        let length = min(ScoringLimits.windowLength, longest)
        var items: [Int32] = []
        var batchRows: [SequenceBatch.Row] = []
        for index in rows {
            let before = min(context, begin)
            let part = histories[index].items[(begin - before)...].prefix(before + length)
            batchRows.append(
                SequenceBatch.Row(
                    user: histories[index].user, interactions: items.count..<items.count + part.count, context: before))
            items += part
        }
        let batch = SequenceBatch(columns: InteractionColumns(items: items), rows: batchRows, device: device)
        return (batch, length)
    }
}

/// Reads one piece: the state goes in, and comes out, for models that have one.
typealias PieceReader = (
    _ batch: SequenceBatch, _ state: CarriedState?
) -> (output: SequenceOutput, state: CarriedState?)
