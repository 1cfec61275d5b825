import Torch

/// The items that a batch can look back on: context and tokens.
///
/// A position is an interaction of a row, rows one after the other, each in order of time.
struct PrefixSource {
    /// Item index at each position.
    let items: [Int64]
    /// For each prediction of the batch the positions of its prefix: itself and the items before it, at most `longest`.
    let prefixes: [Range<Int>]

    /// - Parameters:
    ///   - batch: Its rows.
    ///   - longest: The number of items that a prefix has at most.
    init(_ batch: SequenceBatch, longest: Int) {
        var items: [Int64] = []
        var starts: [Int] = []
        for row in batch.rows {
            starts.append(items.count)
            for interaction in row.interactions { items.append(Int64(batch.columns.items[interaction])) }
        }
        self.items = items
        prefixes = batch.predictions.map { prediction in
            let end = starts[prediction.row] + prediction.step + 1
            return max(starts[prediction.row], end - longest)..<end
        }
    }
}

/// Prefixes as rows to be read, longest first, in both directions.
///
/// Only the row of the input that each token reads is written down; the vectors of the items stand once each, however
/// many prefixes they belong to.
struct PrefixRows {
    /// How many rows have an item at each step, falling.
    let stepSizes: [Int]
    /// The position that each token reads, from a row's first item to its last: `[tokens]`.
    let inputRows: [Int64]
    /// The same from a row's last item to its first.
    let reversedInputRows: [Int64]
    /// For each token of one direction the token that reads the same position in the other.
    let reversal: [Int64]
    /// For each row its last token.
    let lastTokens: [Int64]
    /// For each prefix its row.
    let rowOfPrefix: [Int64]

    init(_ prefixes: ArraySlice<Range<Int>>) {
        let longest = prefixes.lazy.map(\.count).max() ?? 0
        // Counting sort by falling length.
        var starts = [Int](repeating: 0, count: longest + 2)
        for prefix in prefixes { starts[longest - prefix.count + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var rows = [Range<Int>](repeating: 0..<0, count: prefixes.count)
        var rowOfPrefix: [Int64] = []
        rowOfPrefix.reserveCapacity(prefixes.count)
        for prefix in prefixes {
            let row = starts[longest - prefix.count]
            starts[longest - prefix.count] += 1
            rows[row] = prefix
            rowOfPrefix.append(Int64(row))
        }
        var sizes: [Int] = []
        var firstToken: [Int] = []
        var count = rows.count
        var tokens = 0
        for step in 0..<longest {
            while count > 0, rows[count - 1].count <= step { count -= 1 }
            firstToken.append(tokens)
            sizes.append(count)
            tokens += count
        }
        var inputRows = [Int64](repeating: 0, count: tokens)
        var (reversedInputRows, reversal) = (inputRows, inputRows)
        for (step, size) in sizes.enumerated() {
            for row in 0..<size {
                let (token, prefix) = (firstToken[step] + row, rows[row])
                inputRows[token] = Int64(prefix.lowerBound + step)
                reversedInputRows[token] = Int64(prefix.upperBound - 1 - step)
                reversal[token] = Int64(firstToken[prefix.count - 1 - step] + row)
            }
        }
        stepSizes = sizes
        self.inputRows = inputRows
        self.reversedInputRows = reversedInputRows
        self.reversal = reversal
        lastTokens = rows.enumerated().map { row, prefix in Int64(firstToken[prefix.count - 1] + row) }
        self.rowOfPrefix = rowOfPrefix
    }
}
