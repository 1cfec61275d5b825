/// The exact area under the ROC curve of very many scores, ties at one half, in 4 bytes a score beside the scores themselves.
///
/// Scores are sorted into buckets by the upper half of their order-preserving bits; within a bucket the lower half is counted, or
/// sorted where there is little. All sums are whole numbers, so that the result does not depend on the order of rows.
public enum AreaUnderCurve {
    /// Buckets, and values within one.
    private static let size = 1 << 16
    /// Buckets with fewer scores are sorted.
    private static let fewest = 4096

    /// The share of pairs of a click and a row without one in which the click scores higher, ties counted one half.
    ///
    /// - Parameters:
    ///   - scores: Any finite numbers, at most 2³¹ − 1.
    ///   - clicks: For each score whether there was a click.
    /// - Returns: nil unless both occur.
    public static func exact(_ scores: UnsafeBufferPointer<Float>, clicks: UnsafeBufferPointer<Bool>) -> Double? {
        precondition(scores.count == clicks.count && scores.count <= Int(Int32.max), "one label for each score")
        var ends = [Int](repeating: 0, count: size)
        for score in scores { ends[Int(ScoreOrder.key(score) >> 16)] += 1 }
        var sum = 0
        for bucket in 0..<size {
            let count = ends[bucket]
            ends[bucket] = sum
            sum += count
        }
        // The lower half of the bits above the label.
        var rest = [UInt32](repeating: 0, count: scores.count)
        for index in scores.indices {
            let key = ScoreOrder.key(scores[index])
            let bucket = Int(key >> 16)
            rest[ends[bucket]] = (key << 16) >> 15 | (clicks[index] ? 1 : 0)
            ends[bucket] += 1
        }
        var pairs = WholePairs()
        var counts = [UInt32](repeating: 0, count: 2 * size)
        var start = 0
        for end in ends where end > start {
            rest.withUnsafeMutableBufferPointer { buffer in
                let bucket = UnsafeMutableBufferPointer(rebasing: buffer[start..<end])
                if bucket.count < fewest {
                    pairs.add(sorting: bucket)
                } else {
                    pairs.add(counting: bucket, counts: &counts)
                }
            }
            start = end
        }
        return pairs.auc
    }
}

/// Pairs in whole numbers: twice the wins, so that a tie counts one.
private struct WholePairs {
    private var positives: UInt64 = 0
    private var negatives: UInt64 = 0
    private var doubledWins: UInt64 = 0

    /// Adds rows of one score, higher than all before.
    mutating func add(positives: UInt64, negatives: UInt64) {
        doubledWins += positives * (2 * self.negatives + negatives)
        self.positives += positives
        self.negatives += negatives
    }

    /// Adds a bucket of few rows.
    mutating func add(sorting bucket: UnsafeMutableBufferPointer<UInt32>) {
        var bucket = bucket
        bucket.sort()
        var index = 0
        while index < bucket.count {
            let value = bucket[index] >> 1
            var counts: (positives: UInt64, negatives: UInt64) = (0, 0)
            while index < bucket.count, bucket[index] >> 1 == value {
                if bucket[index] & 1 == 1 { counts.positives += 1 } else { counts.negatives += 1 }
                index += 1
            }
            add(positives: counts.positives, negatives: counts.negatives)
        }
    }

    /// Adds a bucket of many rows by counting; the counts are 0 before and after.
    mutating func add(counting bucket: UnsafeMutableBufferPointer<UInt32>, counts: inout [UInt32]) {
        counts.withUnsafeMutableBufferPointer { counts in
            for value in bucket { counts[Int(value)] += 1 }
            for value in stride(from: 0, to: counts.count, by: 2) where counts[value] | counts[value + 1] != 0 {
                add(positives: UInt64(counts[value + 1]), negatives: UInt64(counts[value]))
                (counts[value], counts[value + 1]) = (0, 0)
            }
        }
    }

    var auc: Double? {
        guard positives > 0, negatives > 0 else { return nil }
        return Double(doubledWins) / 2 / (Double(positives) * Double(negatives))
    }
}
