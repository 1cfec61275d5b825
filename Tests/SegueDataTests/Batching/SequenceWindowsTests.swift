import Foundation
import Testing

@testable import SegueData

@Suite struct SequenceWindowsTests {
    private func batches(_ windows: SequenceWindows) -> [WindowBatch] {
        var windows = windows
        var batch = WindowBatch()
        var all: [WindowBatch] = []
        while windows.next(into: &batch) { all.append(batch) }
        #expect(batch.rowCount == 0 && batch.inputs.isEmpty && batch.lengths.isEmpty)
        return all
    }

    private func training(_ lengths: [Int], seed: UInt64 = 1) throws -> TrainingSequences {
        var generator = SeededGenerator(seed: seed)
        let words = lengths.map { length in
            String((0..<length).map { _ in Character(UnicodeScalar(UInt8(97 + generator.next(below: 26)))) })
        }
        return TrainingSequences(log: try LogFixtures.log(words))
    }

    @Test func oneSequenceByHand() throws {
        let log = try LogFixtures.log(["abcdefgh"])
        let windows = try SequenceWindows(
            TrainingSequences(log: log), configuration: .init(windowLength: 3, batchSize: 2),
            generator: SeededGenerator(seed: 1))
        let all = batches(windows)
        #expect(windows.transitionCount == 7)
        #expect(all.map(\.inputs) == [[1, 2, 3], [4, 5, 6], [7]])
        #expect(all.map(\.targets) == [[2, 3, 4], [5, 6, 7], [8]])
        #expect(all.map(\.lengths) == [[3], [3], [1]])
        #expect(all.map(\.previousRow) == [[-1], [0], [0]])
        #expect(all.map(\.logRows) == [[0], [3], [6]])
        #expect(all.map(\.users) == [[1], [1], [1]])
    }

    @Test func alignmentAtTheEndMakesTheFirstWindowShort() throws {
        let log = try LogFixtures.log(["abcdefgh"])
        let windows = try SequenceWindows(
            TrainingSequences(log: log),
            configuration: .init(windowLength: 3, batchSize: 2, alignment: .end, carriesState: false),
            generator: SeededGenerator(seed: 1))
        let all = batches(windows)
        #expect(all.map(\.inputs) == [[1], [2, 3, 4], [5, 6, 7]])
        #expect(all.map(\.previousRow) == [[-1], [-1], [-1]])
    }

    @Test func lanesAreRefilledSortedAndCompacted() throws {
        // Sequences a: 2 transitions, b: 5, c: 3, taken in this order by two lanes with windows of 2.
        let log = try LogFixtures.log(["abc", "abcdef", "abcd"])
        var found: [WindowBatch]?
        for seed in 1...50 where found == nil {
            let all = batches(
                try SequenceWindows(
                    TrainingSequences(log: log), configuration: .init(windowLength: 2, batchSize: 2),
                    generator: SeededGenerator(seed: UInt64(seed))))
            if all.first?.users == [1, 2], all.dropFirst().first?.users == [3, 2] { found = all }
        }
        let all = try #require(found)
        #expect(all.map(\.users) == [[1, 2], [3, 2], [3, 2]])
        #expect(all.map(\.previousRow) == [[-1, -1], [-1, 1], [0, 1]])
        #expect(all.map(\.lengths) == [[2, 2], [2, 2], [1, 1]])
        #expect(all.map(\.length) == [2, 2, 1])
        #expect(all[2].inputs == [3, 5])
        #expect(all[2].targets == [4, 6])
        #expect(all.map(\.transitionCount) == [4, 4, 2])
    }

    @Test func shortRowsComeLastAndArePadded() throws {
        let log = try LogFixtures.log(["ab", "abcd", "abc", "abcd"])
        let all = batches(
            try SequenceWindows(
                TrainingSequences(log: log), configuration: .init(windowLength: 20, batchSize: 10),
                generator: SeededGenerator(seed: 2)))
        #expect(all.count == 1)
        let batch = try #require(all.first)
        #expect(batch.lengths == [3, 3, 2, 1])
        #expect(batch.users.suffix(2) == [3, 1])
        #expect(batch.inputs == [1, 2, 3, 1, 2, 3, 1, 2, 0, 1, 0, 0])
        #expect(batch.targets == [2, 3, 4, 2, 3, 4, 2, 3, 0, 2, 0, 0])
        #expect((0..<4).map { batch.activeRows(at: $0) } == [4, 3, 2, 0])
    }

    @Test(arguments: [WindowConfiguration.Alignment.start, .end], [(1, 1), (3, 4), (20, 1_000), (7, 3)])
    func everyTransitionOnceInOrderInOneChain(alignment: WindowConfiguration.Alignment, sizes: (Int, Int)) throws {
        let training = try training([0, 1, 2, 3, 57, 20, 21, 22, 1, 40, 5, 6, 7, 8, 9, 100, 41, 2])
        let configuration = WindowConfiguration(windowLength: sizes.0, batchSize: sizes.1, alignment: alignment)
        let all = batches(
            try SequenceWindows(training, configuration: configuration, generator: SeededGenerator(seed: 9)))
        var seen: [Int32: [Int32]] = [:]
        var rowOfUser: [Int32: Int32] = [:]
        for batch in all {
            #expect(batch.rowCount <= sizes.1 && batch.length <= sizes.0)
            #expect(batch.length == batch.lengths.first.map(Int.init))
            #expect(batch.lengths == batch.lengths.sorted(by: >))
            var rows: [Int32: Int32] = [:]
            for row in 0..<batch.rowCount {
                let user = batch.users[row]
                #expect(rows[user] == nil)
                rows[user] = Int32(row)
                #expect(batch.previousRow[row] == rowOfUser[user] ?? -1)
                let start = row * batch.length
                let inputs = batch.inputs[start..<start + Int(batch.lengths[row])]
                let targets = batch.targets[start..<start + Int(batch.lengths[row])]
                if let last = seen[user]?.last { #expect(inputs.first == last) } else { seen[user] = [inputs[start]] }
                #expect(inputs.dropFirst().elementsEqual(targets.dropLast()))
                seen[user]?.append(contentsOf: targets)
            }
            rowOfUser = rows
        }
        for user in Int32(1)...Int32(training.userCount) {
            let items = Array(training.items(ofUser: user))
            #expect(seen[user] == (items.count > 1 ? items : nil))
        }
    }

    @Test(arguments: [true, false])
    func resumingGivesTheIdenticalRemainder(carriesState: Bool) throws {
        let training = try training([30, 2, 17, 44, 1, 9, 61, 23, 8, 12])
        let configuration = WindowConfiguration(windowLength: 5, batchSize: 3, carriesState: carriesState)
        let generator = SeededGenerator(seed: 4)
        let all = batches(try SequenceWindows(training, configuration: configuration, generator: generator))
        var windows = try SequenceWindows(training, configuration: configuration, generator: generator)
        var batch = WindowBatch()
        for done in 0...all.count {
            let data = try JSONEncoder().encode(windows.cursor)
            let cursor = try JSONDecoder().decode(WindowCursor.self, from: data)
            let resumed = try SequenceWindows(training, resuming: cursor)
            #expect(resumed.visitedTransitions == windows.visitedTransitions)
            #expect(batches(resumed) == Array(all[done...]))
            _ = windows.next(into: &batch)
        }
        #expect(windows.visitedTransitions == windows.transitionCount)
    }

    @Test func aCursorOfOtherDataIsRefused() throws {
        let training = try training([30, 20, 10])
        let configuration = WindowConfiguration(windowLength: 4, batchSize: 2)
        var windows = try SequenceWindows(training, configuration: configuration, generator: SeededGenerator(seed: 1))
        var batch = WindowBatch()
        _ = windows.next(into: &batch)
        let json = try #require(String(bytes: JSONEncoder().encode(windows.cursor), encoding: .utf8))
        let other = try self.training([30, 20, 11])
        let error = #expect(throws: PreparationError.self) {
            try SequenceWindows(other, resuming: windows.cursor)
        }
        #expect(error?.exitCode == 78)
        for (found, replacement) in [
            ("\"nextInOrder\":2", "\"nextInOrder\":-1"), ("\"nextInOrder\":2", "\"nextInOrder\":3"),
            ("\"nextInOrder\":2", "\"nextInOrder\":9"), ("\"previousRow\":0", "\"previousRow\":7"),
            ("\"visitedTransitions\":8", "\"visitedTransitions\":-9223372036854775808"),
            ("\"batchSize\":2", "\"batchSize\":0"), ("\"batchSize\":2", "\"batchSize\":1"), ("\"row\":", "\"row\":9"),
        ] {
            #expect(json.contains(found))
            let damaged = json.replacingOccurrences(of: found, with: replacement)
            let cursor = try JSONDecoder().decode(WindowCursor.self, from: Data(damaged.utf8))
            #expect(throws: PreparationError.self) { try SequenceWindows(training, resuming: cursor) }
        }
    }

    @Test func degenerateSequences() throws {
        for lengths in [[], [0], [1], [1, 0, 1]] {
            let windows = try SequenceWindows(
                training(lengths), configuration: .init(), generator: SeededGenerator(seed: 1))
            #expect(windows.transitionCount == 0)
            #expect(batches(windows).isEmpty)
        }
        let two = try SequenceWindows(training([2]), configuration: .init(), generator: SeededGenerator(seed: 1))
        #expect(batches(two).map(\.lengths) == [[1]])
        #expect(throws: PreparationError.self) {
            try SequenceWindows(
                training([5]), configuration: .init(windowLength: 0), generator: SeededGenerator(seed: 1))
        }
    }

    @Test func epochsDifferByTheirGenerator() throws {
        let training = try training(Array(repeating: 3, count: 40))
        let root = SeededGenerator(seed: 1)
        let orders = try ["epoch 1", "epoch 2"].map { label in
            batches(
                try SequenceWindows(
                    training, configuration: .init(batchSize: 4), generator: root.split(label))
            ).flatMap(\.users)
        }
        #expect(orders[0] != orders[1])
        #expect(orders[0].sorted() == orders[1].sorted())
    }

    @Test func buffersAreReused() throws {
        var windows = try SequenceWindows(
            training([100, 100, 100]), configuration: .init(windowLength: 5, batchSize: 3),
            generator: SeededGenerator(seed: 1))
        var batch = WindowBatch()
        var addresses: Set<UnsafeRawPointer> = []
        while windows.next(into: &batch) {
            batch.lengths.withUnsafeBytes { buffer in _ = buffer.baseAddress.map { addresses.insert($0) } }
        }
        #expect(addresses.count == 1)
    }
}
