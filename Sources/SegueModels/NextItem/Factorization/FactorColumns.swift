import Torch

/// Factor vectors laid out for scoring: one row a factor, so that all vectors are multiplied with one vector by adding
/// up scaled rows, which the compiler vectorizes without changing the order of additions.
struct FactorColumns: Sendable {
    let count: Int
    private let factorCount: Int
    /// `[factorCount, count]`.
    private let values: [Float]

    init(_ matrix: FactorMatrix) {
        count = matrix.count
        factorCount = matrix.factorCount
        var values = [Float](repeating: 0, count: count * factorCount)
        for row in 0..<count {
            for factor in 0..<factorCount { values[factor * count + row] = matrix[row, factor] }
        }
        self.values = values
    }

    /// Adds to `row[i]` the inner product of vector i with `vector`: `[count]` += `[count, factors]` · `[factors]`.
    func addProducts(with vector: FactorVector, to row: UnsafeMutableBufferPointer<Float>) {
        precondition(row.count == count, "one score a vector")
        guard let row = row.baseAddress else { return }
        values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            for factor in 0..<factorCount {
                let scale = vector.lanes[factor / 4][factor % 4]
                let column = values + factor * count
                for index in 0..<count { row[index] += scale * column[index] }
            }
        }
    }

    /// Adds to each row the inner products of all vectors with the row's own: `[rows, count]` += `[rows, factors]` ·
    /// `[factors, count]`. The additions come in the same order as one row at a time and give the same bits.
    func addProducts(with vectors: [FactorVector], to rows: UnsafeMutableBufferPointer<Float>) {
        precondition(rows.count == count * vectors.count, "one score a vector and row")
        let scales = vectors.flatMap { vector in (0..<factorCount).map { vector.lanes[$0 / 4][$0 % 4] } }
        scales.withUnsafeBufferPointer { scales in
            values.withUnsafeBufferPointer { values in
                guard let scales = scales.baseAddress, let values = values.baseAddress, let rows = rows.baseAddress
                else {
                    return
                }
                nonisolated(unsafe) let product = FactorProduct(
                    scales: scales, values: values, count: count, factorCount: factorCount)
                nonisolated(unsafe) let target = rows
                let work = vectors.count * count * factorCount
                Parallel.parts(of: vectors.count, threads: work < 1 << 20 ? 1 : TorchRuntime.threadCount) { part in
                    product.add(rows: part, to: target)
                }
            }
        }
    }
}

/// A product of matrices by tiles of four rows and eight columns, which stay in registers over all factors.
private struct FactorProduct {
    private static let (tileRows, tileColumns) = (4, 8)

    /// `[rows, factorCount]`.
    let scales: UnsafePointer<Float>
    /// `[factorCount, count]`.
    let values: UnsafePointer<Float>
    let count: Int
    let factorCount: Int

    func add(rows: Range<Int>, to target: UnsafeMutablePointer<Float>) {
        let wholeColumns = count - count % Self.tileColumns
        let wholeRows = rows.upperBound - rows.count % Self.tileRows
        withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: factorCount) { tile in
            guard let tile = tile.baseAddress else { return }
            for column in stride(from: 0, to: wholeColumns, by: Self.tileColumns) {
                for factor in 0..<factorCount {
                    (tile + factor).initialize(to: Self.load(values + factor * count + column))
                }
                for row in stride(from: rows.lowerBound, to: wholeRows, by: Self.tileRows) {
                    addTile(tile, scales: scales + row * factorCount, to: target + row * count + column)
                }
            }
        }
        for row in rows {
            addOneByOne(row, columns: row < wholeRows ? wholeColumns..<count : 0..<count, to: target + row * count)
        }
    }

    @inline(__always)
    private func addTile(
        _ tile: UnsafePointer<SIMD8<Float>>, scales: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
    ) {
        let (row1, row2, row3) = (target + count, target + 2 * count, target + 3 * count)
        let (scales1, scales2, scales3) = (scales + factorCount, scales + 2 * factorCount, scales + 3 * factorCount)
        var (sum0, sum1) = (Self.load(target), Self.load(row1))
        var (sum2, sum3) = (Self.load(row2), Self.load(row3))
        for factor in 0..<factorCount {
            let columns = tile[factor]
            sum0 += scales[factor] * columns
            sum1 += scales1[factor] * columns
            sum2 += scales2[factor] * columns
            sum3 += scales3[factor] * columns
        }
        Self.store(sum0, to: target)
        Self.store(sum1, to: row1)
        Self.store(sum2, to: row2)
        Self.store(sum3, to: row3)
    }

    private func addOneByOne(_ row: Int, columns: Range<Int>, to target: UnsafeMutablePointer<Float>) {
        for factor in 0..<factorCount {
            let (scale, values) = (scales[row * factorCount + factor], values + factor * count)
            for column in columns { target[column] += scale * values[column] }
        }
    }

    @inline(__always)
    private static func load(_ address: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(address).loadUnaligned(as: SIMD8<Float>.self)
    }

    @inline(__always)
    private static func store(_ value: SIMD8<Float>, to address: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(address).storeBytes(of: value, as: SIMD8<Float>.self)
    }
}
