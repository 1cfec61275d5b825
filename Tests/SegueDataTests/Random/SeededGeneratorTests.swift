import Foundation
import Testing

@testable import SegueData

/// Expected numbers: the published vectors of splitmix64 and xoshiro256**, and an independent program for the rest.
@Suite struct SeededGeneratorTests {
    @Test func splitMixGivesThePublishedWords() {
        var mixer = SplitMix64(state: 1_234_567)
        let words = (0..<5).map { _ in mixer.next() }
        #expect(
            words == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func xoshiroGivesThePublishedWords() throws {
        var generator = try #require(SeededGenerator(words: (1, 2, 3, 4)))
        let words = (0..<10).map { _ in generator.next() }
        #expect(
            words == [
                11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
                16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777,
                2_904_607_092_377_533_576,
            ])
    }

    @Test func seedingIsStable() {
        var generator = SeededGenerator(seed: 42)
        let words = (0..<3).map { _ in generator.next() }
        #expect(words == [1_546_998_764_402_558_742, 6_990_951_692_964_543_102, 12_544_586_762_248_559_009])
    }

    @Test func wholeNumbersAreStable() {
        var generator = SeededGenerator(seed: 42)
        let numbers = (0..<12).map { _ in generator.next(below: 10) }
        #expect(numbers == [0, 3, 6, 9, 9, 7, 7, 8, 7, 5, 6, 2])
        #expect(generator.next(below: 0) == 0)
        #expect(generator.next(below: -5) == 0)
        #expect(generator.next(below: 1) == 0)
    }

    @Test func wholeNumbersAreUnbiased() {
        // A bound of ⅔ · 2⁶⁴ would make the lower half twice as likely under a plain remainder.
        var generator = SeededGenerator(seed: 7)
        let bound = UInt64(3) << 62
        let low = (0..<20_000).count { _ in generator.next(below: bound) < bound / 2 }
        #expect(abs(low - 10_000) < 500)
    }

    @Test func uniformNumbersAreStable() {
        var generator = SeededGenerator(seed: 42)
        let numbers = (0..<3).map { _ in generator.uniform() }
        #expect(numbers == [0.08386297105988216, 0.3789802506626686, 0.6800434110281394])
    }

    @Test func normalNumbersAreStableAndNormal() {
        var generator = SeededGenerator(seed: 42)
        let first = (0..<3).map { _ in generator.normal() }
        for (number, expected) in zip(first, [-0.7262191382447857, 0.2216227015035933, 0.46417731016247366]) {
            #expect(abs(number - expected) < 1e-14)
        }
        let numbers = (0..<100_000).map { _ in generator.normal() }
        let mean = numbers.reduce(0, +) / 100_000
        let variance = numbers.reduce(0) { $0 + $1 * $1 } / 100_000
        #expect(abs(mean) < 0.015)
        #expect(abs(variance - 1) < 0.02)
    }

    @Test func shufflingIsStable() {
        var generator = SeededGenerator(seed: 42)
        var numbers = Array(1...10)
        generator.shuffle(&numbers)
        #expect(numbers == [10, 2, 5, 3, 9, 8, 7, 6, 4, 1])
        var none: [Int] = []
        generator.shuffle(&none)
        #expect(none.isEmpty)
    }

    @Test func splittingLeavesTheStreamAloneAndIsStable() {
        var generator = SeededGenerator(seed: 42)
        var child = generator.split("dropout")
        #expect(generator == SeededGenerator(seed: 42))
        #expect(child.next() == 9_212_357_777_045_447_979)
        #expect(child.next() == 9_691_637_747_385_589_469)
        #expect(generator.split("dropout ") != generator.split("dropout"))
        _ = generator.next()
        #expect(generator.split("dropout") != SeededGenerator(seed: 42).split("dropout"))
    }

    @Test func stateSurvivesCoding() throws {
        var generator = SeededGenerator(seed: 42)
        let data = try JSONEncoder().encode([generator])
        #expect(
            String(bytes: data, encoding: .utf8)
                == "[\"bdd732262feb6e9528efe333b266f10347526757130f9f52581ce1ff0e4ae394\"]")
        var restored = try #require(try JSONDecoder().decode([SeededGenerator].self, from: data).first)
        #expect((0..<10).map { _ in restored.next() } == (0..<10).map { _ in generator.next() })
    }

    @Test(arguments: [
        "\"\"", "\"12\"", "\"\(String(repeating: "0", count: 64))\"", "\"\(String(repeating: "g", count: 64))\"", "5",
    ])
    func damagedStateIsRefused(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SeededGenerator].self, from: Data("[\(text)]".utf8))
        }
    }

    @Test func portableFunctionsAgreeWithTheLibrary() {
        for x in [1e-300, 1e-9, 0.3, 0.9999, 1, 1.41421356, 2, 1234.5, 1e200] {
            #expect(abs(PortableMath.logarithm(x) - log(x)) <= 1e-15 * max(1, abs(log(x))))
        }
        for x in [-690.5, -20, -0.3, 0, 1e-9, 0.5, 3, 88, 650] {
            #expect(abs(PortableMath.exponential(x) / exp(x) - 1) < 1e-13)
        }
        #expect(PortableMath.power(7, 0) == 1)
        #expect(abs(PortableMath.power(9, -0.5) - 1.0 / 3) < 1e-15)
    }

    @Test func weightedChoiceFollowsItsWeights() {
        let choice = WeightedChoice(weights: [1, 0, 5, 2])
        var generator = SeededGenerator(seed: 3)
        var counts = [0, 0, 0, 0]
        for _ in 0..<80_000 { counts[choice.draw(using: &generator)] += 1 }
        #expect(counts[1] == 0)
        for (count, expected) in zip(counts, [10_000, 0, 50_000, 20_000]) { #expect(abs(count - expected) < 600) }
    }
}
