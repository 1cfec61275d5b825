/// One thread's search for the nearest neighbors of items: a dense row of counts, and a heap of the best k.
///
/// Not shared between threads. Memory: one 32-bit counter an item, plus k keys.
final class NeighborSearch: NeighborSource {
    private let sets: UserItemSets
    private let candidateWeights: [Float]
    private let historyWeights: [Float]
    private let neighborCount: Int
    private let counts: UnsafeMutableBufferPointer<UInt32>
    private var touched: [Int32] = []
    private let heap: UnsafeMutablePointer<UInt64>
    private var heapCount = 0

    init(sets: UserItemSets, historyWeights: [Float], candidateWeights: [Float], neighborCount: Int) {
        self.sets = sets
        self.historyWeights = historyWeights
        self.candidateWeights = candidateWeights
        self.neighborCount = min(neighborCount, sets.itemCount)
        counts = .allocate(capacity: sets.itemCount)
        counts.initialize(repeating: 0)
        heap = .allocate(capacity: max(1, self.neighborCount))
    }

    deinit {
        counts.deallocate()
        heap.deallocate()
    }

    /// Appends the neighbors of the item in `column`, most similar first, ties by rising column; returns how many.
    func search(_ column: Int, columns: inout [Int32], similarities: inout [Float]) -> Int {
        let users = sets.itemOffsets[column]..<sets.itemOffsets[column + 1]
        let pairs = users.reduce(0) { sum, entry in
            let user = Int(sets.users[entry])
            return sum + sets.userOffsets[user + 1] - sets.userOffsets[user]
        }
        if pairs >= sets.itemCount {
            countAll(users: users)
            counts[column] = 0
            for candidate in 0..<counts.count { offer(candidate) }
        } else {
            countTouched(users: users)
            counts[column] = 0
            for candidate in touched { offer(Int(candidate)) }
        }
        return drain(weight: historyWeights[column], columns: &columns, similarities: &similarities)
    }

    /// Counts shared users with every item: one increment for each item of each user.
    private func countAll(users: Range<Int>) {
        guard let counts = counts.baseAddress else { return }
        sets.items.withUnsafeBufferPointer { items in
            for entry in users {
                let user = Int(sets.users[entry])
                for index in sets.userOffsets[user]..<sets.userOffsets[user + 1] {
                    counts[Int(items[index])] &+= 1
                }
            }
        }
    }

    /// The same, remembering which items were met, so that a large catalog is not scanned for a rare item.
    private func countTouched(users: Range<Int>) {
        touched.removeAll(keepingCapacity: true)
        for entry in users {
            let user = Int(sets.users[entry])
            for index in sets.userOffsets[user]..<sets.userOffsets[user + 1] {
                let candidate = sets.items[index]
                if counts[Int(candidate)] == 0 { touched.append(candidate) }
                counts[Int(candidate)] &+= 1
            }
        }
    }

    /// Keeps `candidate` if it is among the best k so far, and clears its count.
    ///
    /// The heap's keys hold the bits of the (positive) similarity above the inverted column, so that one integer
    /// comparison orders by similarity and breaks ties towards the smaller column; the worst is at the root.
    @inline(__always)
    private func offer(_ candidate: Int) {
        let count = counts[candidate]
        guard count > 0 else { return }
        counts[candidate] = 0
        let similarity = Float(count) * candidateWeights[candidate]
        let key = UInt64(similarity.bitPattern) << 32 | UInt64(~UInt32(truncatingIfNeeded: candidate))
        if heapCount < neighborCount {
            (heap + heapCount).initialize(to: key)
            heapCount += 1
            siftUp()
        } else if key > heap[0] {
            heap[0] = key
            siftDown(count: heapCount)
        }
    }

    /// Empties the heap into the result, best first.
    private func drain(weight: Float, columns: inout [Int32], similarities: inout [Float]) -> Int {
        let found = heapCount
        for last in stride(from: found - 1, to: 0, by: -1) {
            (heap[0], heap[last]) = (heap[last], heap[0])
            siftDown(count: last)
        }
        for rank in 0..<found {
            let similarity = Float(bitPattern: UInt32(truncatingIfNeeded: heap[rank] >> 32)) * weight
            columns.append(Int32(truncatingIfNeeded: ~UInt32(truncatingIfNeeded: heap[rank])))
            similarities.append(similarity)
        }
        heapCount = 0
        return found
    }

    private func siftUp() {
        var child = heapCount - 1
        let key = heap[child]
        while child > 0 {
            let parent = (child - 1) / 2
            guard key < heap[parent] else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = key
    }

    private func siftDown(count: Int) {
        var parent = 0
        let key = heap[0]
        while true {
            var child = 2 * parent + 1
            guard child < count else { break }
            if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < key else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = key
    }
}
