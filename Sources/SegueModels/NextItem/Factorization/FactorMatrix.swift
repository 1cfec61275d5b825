import SafeTensors
import SegueData

/// A table of factor vectors, each padded with zeros to whole groups of four for SIMD.
///
/// The padding is never seen outside: states and transposes hold `count × factorCount` numbers.
struct FactorMatrix: Sendable, Equatable {
    /// Number of vectors.
    let count: Int
    /// Numbers in a vector, padding not counted.
    let factorCount: Int
    /// Groups of four in a vector.
    let laneCount: Int
    /// `[count, laneCount]`.
    var lanes: [SIMD4<Float>]

    /// All zeros.
    init(count: Int, factorCount: Int) {
        self.count = count
        self.factorCount = factorCount
        laneCount = (factorCount + 3) / 4
        lanes = Array(repeating: .zero, count: count * laneCount)
    }

    /// Normal numbers with mean 0 and the given standard deviation, drawn row by row.
    init(count: Int, factorCount: Int, deviation: Double, generator: inout SeededGenerator) {
        self.init(count: count, factorCount: factorCount)
        for row in 0..<count {
            for factor in 0..<factorCount { self[row, factor] = Float(deviation * generator.normal()) }
        }
    }

    /// The numbers in row-major order: `count × factorCount`.
    init(count: Int, factorCount: Int, values: [Float]) {
        self.init(count: count, factorCount: factorCount)
        for row in 0..<count {
            for factor in 0..<factorCount { self[row, factor] = values[row * factorCount + factor] }
        }
    }

    /// One number of a vector.
    subscript(row: Int, factor: Int) -> Float {
        get { lanes[row * laneCount + factor / 4][factor % 4] }
        set { lanes[row * laneCount + factor / 4][factor % 4] = newValue }
    }

    /// The lanes of a vector: `[laneCount]`.
    func lanes(ofRow row: Int) -> ArraySlice<SIMD4<Float>> {
        lanes[row * laneCount..<(row + 1) * laneCount]
    }

    /// `[count, factorCount]`, f32.
    var tensor: HostTensor {
        var values: [Float] = []
        values.reserveCapacity(count * factorCount)
        for row in 0..<count {
            for factor in 0..<factorCount { values.append(self[row, factor]) }
        }
        return HostTensor(shape: [count, factorCount], values: values)
    }
}

/// One factor vector, padded like the rows of a ``FactorMatrix``.
struct FactorVector: Sendable, Equatable {
    var lanes: [SIMD4<Float>]

    init(laneCount: Int) {
        lanes = Array(repeating: .zero, count: laneCount)
    }

    init(_ lanes: ArraySlice<SIMD4<Float>>) {
        self.lanes = Array(lanes)
    }

    /// Adds `scale` × a row of `matrix`.
    mutating func add(row: Int, of matrix: FactorMatrix, scale: Float = 1) {
        for lane in 0..<matrix.laneCount { lanes[lane] += scale * matrix.lanes[row * matrix.laneCount + lane] }
    }

    /// Adds `scale` × another vector.
    mutating func add(_ other: FactorVector, scale: Float = 1) {
        for lane in lanes.indices { lanes[lane] += scale * other.lanes[lane] }
    }

    func dot(_ other: FactorVector) -> Float {
        zip(lanes, other.lanes).reduce(SIMD4<Float>.zero) { $0 + $1.0 * $1.1 }.sum()
    }
}
