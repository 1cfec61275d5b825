/// Rows of floats in memory that threads may write without locks: each row starts on a cache line of its own, and is filled
/// up with zeros.
final class VectorTable {
    /// Whole cache lines of 16 floats, in groups of four.
    let stride: Int
    let rows: UnsafeMutablePointer<SIMD4<Float>>
    private let memory: UnsafeMutableRawPointer
    private let count: Int
    private let dimension: Int

    /// All zeros.
    init(count: Int, dimension: Int) {
        stride = (dimension + 15) / 16 * 4
        self.count = count
        self.dimension = dimension
        memory = .allocate(byteCount: max(count * stride, 1) * MemoryLayout<SIMD4<Float>>.stride, alignment: 64)
        rows = memory.bindMemory(to: SIMD4<Float>.self, capacity: count * stride)
        rows.initialize(repeating: .zero, count: count * stride)
    }

    /// A copy of `[count, dimension]` numbers in row-major order.
    convenience init(_ values: [Float], count: Int, dimension: Int) {
        self.init(count: count, dimension: dimension)
        for row in 0..<count {
            for column in 0..<dimension {
                rows[row * stride + column / 4][column % 4] = values[row * dimension + column]
            }
        }
    }

    deinit { memory.deallocate() }

    /// Where a row begins.
    @inline(__always)
    func row(_ index: Int32) -> UnsafeMutablePointer<SIMD4<Float>> { rows + Int(index) &* stride }

    /// `[count, dimension]` in row-major order.
    var values: [Float] {
        var values: [Float] = []
        values.reserveCapacity(count * dimension)
        for row in 0..<count {
            for column in 0..<dimension { values.append(rows[row * stride + column / 4][column % 4]) }
        }
        return values
    }
}
