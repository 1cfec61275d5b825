import TorchNN

/// Texts that are computed together, packed without padding.
struct TokenBatch: Sendable, Equatable {
    /// All pieces, text after text.
    private(set) var ids: [Int64] = []
    /// Each piece's place in its text, from 0.
    private(set) var positions: [Int64] = []
    /// Texts of one length, in order.
    private(set) var runs: [SequenceRun] = []
    /// Which texts they are, in order.
    private(set) var texts: [Int] = []

    private mutating func append(_ text: Int, _ sequence: [Int32]) {
        ids += sequence.lazy.map(Int64.init)
        positions += sequence.indices.lazy.map(Int64.init)
        texts.append(text)
        if let last = runs.last, last.length == sequence.count {
            runs[runs.count - 1] = SequenceRun(count: last.count + 1, length: last.length)
        } else {
            runs.append(SequenceRun(count: 1, length: sequence.count))
        }
    }

    /// Batches of texts of about equal length, the longest first, so that what does not fit the memory fails at once.
    ///
    /// - Parameters:
    ///   - sequences: The pieces of each text.
    ///   - tokenBudget: Pieces of a batch at most; a longer text is a batch of its own.
    static func batches(of sequences: [[Int32]], tokenBudget: Int) -> [TokenBatch] {
        let order = sequences.indices.sorted { left, right in
            let (first, second) = (sequences[left].count, sequences[right].count)
            return first == second ? left < right : first > second
        }
        var batches: [TokenBatch] = []
        var batch = TokenBatch()
        for text in order {
            if !batch.texts.isEmpty, batch.ids.count + sequences[text].count > tokenBudget {
                batches.append(batch)
                batch = TokenBatch()
            }
            batch.append(text, sequences[text])
        }
        if !batch.texts.isEmpty { batches.append(batch) }
        return batches
    }
}
