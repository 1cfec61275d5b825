import TestSupport
import Testing
import Torch

@testable import TorchNN

/// The kernels of sparse products against tensor operations, and both against numbers done by hand.
@Suite struct SparsePatternTests {
    /// Cells in no order: rows without cells, a cell twice, more cells than one thread's share.
    private static func cells(_ count: Int, rows: Int, columns: Int) -> ([Int32], [Int32]) {
        let places = (0..<count).map { ($0 * 7919 + $0 * $0 * 31) % (rows * columns) }
        return (places.map { Int32($0 / columns / 2 * 2) }, places.map { Int32($0 % columns) })
    }

    @Test(arguments: [DType.float32, .float64], [(12, 5, 4, 3), (9000, 300, 200, 37)])
    func kernelsAndTheirGradients(dtype: DType, sizes: (cells: Int, rows: Int, columns: Int, width: Int)) throws {
        let generator = try Generator(seed: 5)
        let (rows, columns) = Self.cells(sizes.cells, rows: sizes.rows, columns: sizes.columns)
        let pattern = SparsePattern(
            rows: rows, columns: columns, rowCount: sizes.rows, columnCount: sizes.columns)
        #expect(pattern.count == sizes.cells)
        func drawn(_ shape: [Int]) -> Tensor { leaf(.normal(shape, deviation: 1, generator: generator).to(dtype)) }
        let values = leaf(
            drawn([sizes.cells]) * Tensor.bernoulli([sizes.cells], probability: 0.5, generator: generator))
        let (left, right) = (drawn([sizes.rows, sizes.width]), drawn([sizes.columns, sizes.width]))
        let (wanted, atCells) = (drawn([sizes.rows, sizes.width]).detached(), drawn([sizes.cells]).detached())
        var found: [[Tensor]] = []
        for isPlain in [true, false] {
            for tensor in [values, left, right] { tensor.gradient = nil }
            let product = isPlain ? pattern.plainProduct(values, right) : pattern.product(values, right)
            (product * wanted).sum().backward()
            let first = try [values, right].map { try #require($0.gradient) * 1 }
            right.gradient = nil
            let sample = isPlain ? pattern.plainSample(left, right) : pattern.sample(left, right)
            (sample * atCells).sum().backward()
            found.append([product, sample] + first + (try [left, right].map { try #require($0.gradient) * 1 }))
        }
        for (index, (plain, kernel)) in zip(found[0], found[1]).enumerated() {
            #expect(try relativeDistance(kernel, plain) < 1e-5, "result \(index)")
        }
    }

    @Test func byHand() throws {
        let pattern = SparsePattern(rows: [2, 0, 2], columns: [1, 0, 0], rowCount: 3, columnCount: 2)
        #expect(pattern.order == [1, 0, 2])
        let dense = Tensor([Float(1), 2, 3, 4], shape: [2, 2])
        #expect(try pattern.product(Tensor([Float(5), 6, 7]), dense).array() == [Float(5), 10, 0, 0, 25, 38])
        let left = Tensor([Float(1), 0, 0, 0, 0, 1], shape: [3, 2])
        #expect(try pattern.sample(left, dense).array() == [Float(1), 4, 2])
    }

    @Test func otherShapesAreErrors() throws {
        let pattern = SparsePattern(rows: [0], columns: [3], rowCount: 1, columnCount: 4)
        #expect(throws: TorchError.self) { try pattern.product(.ones([1]), .ones([3, 2])).array(Float.self) }
        #expect(throws: TorchError.self) { try pattern.product(.ones([2]), .ones([4, 2])).array(Float.self) }
        #expect(throws: TorchError.self) { try pattern.sample(.ones([1, 3]), .ones([4, 2])).array(Float.self) }
    }

    @Test func initializers() throws {
        let generator = try Generator(seed: 1)
        for shape in [[7, 4], [4, 7]] {
            let matrix = Initializer.orthogonal(scale: 1.1)(shape, generator: generator).to(.float64)
            let square = shape[0] > shape[1] ? matrix.transposed().matmul(matrix) : matrix.matmul(matrix.transposed())
            let expected: [Double] = (0..<16).map { $0 % 5 == 0 ? 1.21 : 0 }
            #expect(try distance(square, Tensor(expected, shape: [4, 4])) < 1e-5)
        }
        let drawn: [Float] = try Initializer.truncatedNormal(deviation: 2)([40_000], generator: generator).array()
        #expect(drawn.allSatisfy { abs($0) < 4.001 })
        #expect(drawn.contains { abs($0) > 3.9 })
        // The variance of a normal distribution cut at two deviations is 0.7737 of its own.
        let variance = drawn.reduce(0.0) { $0 + Double($1 * $1) } / 40_000
        #expect(abs(variance - 4 * 0.7737) < 0.05)
    }
}
