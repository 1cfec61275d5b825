import Testing

@testable import SegueData

/// Shuffles that others published, against what their programs print.
@Suite struct MersenneTwisterTests {
    /// The reference implementation's first outputs for init_genrand(5489).
    @Test func firstOutputs() {
        var generator = MersenneTwister(seed: 5489)
        #expect((0..<3).map { _ in generator.next() } == [3_499_211_612, 581_869_302, 3_890_346_734])
    }

    /// `numpy.random.RandomState(1234).permutation(1000209)[:5]`.
    @Test func numpyPermutation() {
        let order = ShuffleSource.numpy.permutation(of: 1_000_209, seed: 1234)
        #expect(Array(order.prefix(5)) == [468_372, 450_418, 314_880, 411_694, 403_138])
    }

    /// `random.seed(1234); random.shuffle(rows)` of Python 2.
    @Test func python2Shuffle() {
        let order = ShuffleSource.python2.permutation(of: 1_000_209, seed: 1234)
        #expect(Array(order.prefix(5)) == [949_263, 603_747, 817_324, 513_040, 328_709])
    }

    @Test func seguesOwn() {
        let order = ShuffleSource.segue.permutation(of: 50, seed: 3)
        #expect(order.sorted() == Array(0..<50) && order != Array(0..<50))
        #expect(ShuffleSource.segue.permutation(of: 50, seed: 3) == order)
    }
}
