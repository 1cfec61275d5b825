import Foundation
import Testing

@testable import SegueData

@Suite struct ShuffledWindowsTests {
    private func batches(_ windows: ShuffledWindows) -> [WindowBatch] {
        var windows = windows
        var batch = WindowBatch()
        var all: [WindowBatch] = []
        while windows.next(into: &batch) { all.append(batch) }
        #expect(batch.rowCount == 0)
        return all
    }

    private func training(_ lengths: [Int]) throws -> TrainingSequences {
        var generator = SeededGenerator(seed: 1)
        let words = lengths.map { length in
            String((0..<length).map { _ in Character(UnicodeScalar(UInt8(97 + generator.next(below: 26)))) })
        }
        return TrainingSequences(log: try LogFixtures.log(words))
    }

    private func windows(
        _ training: TrainingSequences, _ configuration: ShuffledWindowConfiguration, seed: UInt64 = 1
    ) throws -> ShuffledWindows {
        try ShuffledWindows(training, configuration: configuration, generator: SeededGenerator(seed: seed))
    }

    @Test func theNewestWindowAloneByHand() throws {
        let training = TrainingSequences(log: try LogFixtures.log(["abcdefgh", "ij"]))
        let configuration = ShuffledWindowConfiguration(windowLength: 3, selection: .last, batchSize: 9)
        let all = batches(try windows(training, configuration))
        #expect(all.map(\.inputs) == [[5, 6, 7, 9, 0, 0]])
        #expect(all.map(\.targets) == [[6, 7, 8, 10, 0, 0]])
        #expect(all.map(\.users) == [[1, 2]])
        #expect(all.map(\.lengths) == [[3, 1]])
        #expect(all.map(\.previousRow) == [[-1, -1]])
        #expect(all.map(\.firstRows) == [[0, 8]])
        #expect(all.map(\.transitionCount) == [4])
    }

    @Test(arguments: [1, 2, 3, 7, 50]) func everyTransitionOccursOnceAnEpoch(length: Int) throws {
        let training = try training([2, 9, 1, 30, 23, 8])
        let configuration = ShuffledWindowConfiguration(windowLength: length, selection: .all, batchSize: 3)
        for seed in 1...5 {
            let windows = try windows(training, configuration, seed: UInt64(seed))
            var seen: [Int] = []
            for batch in batches(windows) {
                #expect(batch.rowCount <= 3 && batch.lengths == batch.lengths.sorted(by: >))
                for row in 0..<batch.rowCount {
                    let count = Int(batch.lengths[row])
                    #expect(count >= 1 && count <= length)
                    seen += batch.logRows[row]..<batch.logRows[row] + count
                }
            }
            // All rows of the log but the last of each user.
            let ends: Set = [1, 10, 11, 41, 64, 72]
            #expect(seen.sorted() == (0..<73).filter { !ends.contains($0) })
            #expect(windows.transitionCount == 67)
        }
    }

    @Test func endsMoveFromEpochToEpoch() throws {
        let training = try training([31])
        let configuration = ShuffledWindowConfiguration(windowLength: 10, selection: .all, batchSize: 9)
        var starts: Set<[Int]> = []
        for seed in 1...20 {
            let all = batches(try windows(training, configuration, seed: UInt64(seed)))
            let rows = all.flatMap(\.logRows).sorted()
            // The newest window stands still.
            #expect(rows.last == 20)
            starts.insert(rows)
        }
        #expect(starts.count > 5)
    }

    @Test func tokensFillABatch() throws {
        let training = try training([6, 6, 6, 6, 6, 41])
        let configuration = ShuffledWindowConfiguration(
            windowLength: 40, selection: .all, batchSize: 1, tokensPerBatch: 12)
        let counts = batches(try windows(training, configuration)).map(\.transitionCount)
        // Windows of five by twos, and one that is longer than a batch by itself.
        #expect(counts.reduce(0, +) == 65)
        #expect(counts.filter { $0 > 12 } == [40])
        #expect(counts.contains(10))
    }

    @Test func resumesAfterAnyBatch() throws {
        let training = try training([2, 9, 30, 23, 8])
        let configuration = ShuffledWindowConfiguration(windowLength: 4, selection: .all, batchSize: 2)
        let all = batches(try windows(training, configuration))
        var ongoing = try windows(training, configuration)
        var batch = WindowBatch()
        for done in 0...all.count {
            let data = try JSONEncoder().encode(ongoing.cursor)
            let cursor = try JSONDecoder().decode(ShuffledWindowCursor.self, from: data)
            #expect(batches(try ShuffledWindows(training, resuming: cursor)) == Array(all[done...]))
            _ = ongoing.next(into: &batch)
        }
        #expect(throws: PreparationError.self) {
            _ = try ShuffledWindows(self.training([2, 9, 30, 23, 9]), resuming: ongoing.cursor)
        }
    }

    @Test func impossibleSizesAreRefused() throws {
        let training = try training([4])
        for (length, rows, tokens) in [(0, 1, nil), (1, 0, nil), (1, 1, 0)] as [(Int, Int, Int?)] {
            let configuration = ShuffledWindowConfiguration(
                windowLength: length, selection: .all, batchSize: rows, tokensPerBatch: tokens)
            #expect(throws: PreparationError.self) { try windows(training, configuration) }
        }
    }
}
