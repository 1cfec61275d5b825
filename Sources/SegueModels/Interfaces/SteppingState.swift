import Torch

/// What a model has read of some users, to go on from: a row per user, opaque to everybody but the model.
///
/// It is never written to, so that it may be kept and shared. ``rows(_:)`` takes users out, ``joining(_:)`` puts them together;
/// both leave every user's row as it was.
public struct SteppingState: @unchecked Sendable {
    /// Number of users.
    public let rowCount: Int
    /// Parts of one size for all users: `[rows, …]` each.
    let parts: [Tensor]
    /// Parts that grow with what was read: `[rows, capacity, width]` each, zeros behind a row's tokens.
    let tokens: [Tensor]
    /// Tokens that each row holds; empty without parts that grow.
    let lengths: [Int]
    /// Events that each row has read.
    let counts: [Int]

    /// For each row whether going on gives what reading the whole history gives, within rounding: until a model that looks at
    /// its last events alone has let the first one go. From then on what is kept was read in the light of events that a fresh
    /// reading would not see.
    public var isExact: [Bool] {
        lengths.isEmpty ? Array(repeating: true, count: rowCount) : zip(lengths, counts).map { $0 == $1 }
    }

    init(parts: [Tensor], rowCount: Int) {
        (self.parts, self.rowCount) = (parts, rowCount)
        (tokens, lengths, counts) = ([], [], [])
    }

    init(tokens: [Tensor], lengths: [Int], counts: [Int]) {
        (self.tokens, self.lengths, self.counts) = (tokens, lengths, counts)
        (parts, rowCount) = ([], lengths.count)
    }

    private init(parts: [Tensor], tokens: [Tensor], lengths: [Int], counts: [Int], rowCount: Int) {
        (self.parts, self.tokens, self.lengths) = (parts, tokens, lengths)
        (self.counts, self.rowCount) = (counts, rowCount)
    }

    /// Cells of a row in the parts that grow.
    var capacity: Int { tokens.first?.size(1) ?? 0 }

    /// Bytes of all parts.
    public var byteCount: Int { 4 * (parts + tokens).reduce(0) { $0 + $1.elementCount } }

    /// Some users, in the order asked for.
    /// - Precondition: the rows exist.
    /// - Throws: `TorchError`.
    public func rows(_ indices: [Int]) throws -> SteppingState {
        precondition(indices.allSatisfy { $0 >= 0 && $0 < rowCount }, "rows must exist")
        guard let device = (parts + tokens).first?.device, !indices.isEmpty else {
            return try withTorchErrors { cut(to: 0) }
        }
        return try withTorchErrors {
            withoutGradients {
                let picks = Tensor(indices.map { Int64($0) }, device: device)
                let taken = SteppingState(
                    parts: parts.map { $0.indexSelect(0, picks) }, tokens: tokens.map { $0.indexSelect(0, picks) },
                    lengths: lengths.isEmpty ? [] : indices.map { lengths[$0] },
                    counts: counts.isEmpty ? [] : indices.map { counts[$0] }, rowCount: indices.count)
                return taken.withCapacity(taken.lengths.max() ?? 0)
            }
        }
    }

    /// The users of several states of one model, one after the other.
    /// - Precondition: there is a state.
    /// - Throws: `TorchError`.
    public static func joining(_ states: [SteppingState]) throws -> SteppingState {
        precondition(!states.isEmpty, "one state at least")
        return try withTorchErrors {
            withoutGradients {
                let capacity = states.map(\.capacity).max() ?? 0
                let same = states.map { $0.withCapacity(capacity) }
                func joined(_ part: (SteppingState) -> [Tensor]) -> [Tensor] {
                    part(states[0]).indices.map { index in
                        Tensor.concatenated(same.map { part($0)[index] }, dimension: 0)
                    }
                }
                return SteppingState(
                    parts: joined(\.parts), tokens: joined(\.tokens), lengths: states.flatMap(\.lengths),
                    counts: states.flatMap(\.counts), rowCount: states.reduce(0) { $0 + $1.rowCount })
            }
        }
    }

    /// The first rows.
    private func cut(to count: Int) -> SteppingState {
        SteppingState(
            parts: parts.map { $0.slice(0, 0..<count) }, tokens: tokens.map { $0.slice(0, 0..<count) },
            lengths: Array(lengths.prefix(count)), counts: Array(counts.prefix(count)), rowCount: count)
    }

    /// The same with another number of cells, at least as many as any row has tokens.
    private func withCapacity(_ wanted: Int) -> SteppingState {
        guard !tokens.isEmpty, wanted != capacity else { return self }
        let changed = tokens.map { part -> Tensor in
            guard wanted > capacity else { return part.slice(1, 0..<wanted) }
            let more = Tensor.zeros([rowCount, wanted - capacity, part.size(2)], device: part.device)
            return Tensor.concatenated([part, more], dimension: 1)
        }
        return SteppingState(parts: parts, tokens: changed, lengths: lengths, counts: counts, rowCount: rowCount)
    }
}
