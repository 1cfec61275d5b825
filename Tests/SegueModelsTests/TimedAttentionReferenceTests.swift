import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// HSTU and FuXi-α against PyTorch reading every prefix on its own, with the time that each prefix is asked at.
@Suite struct TimedAttentionReferenceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture("hstu", in: .module) }

    static let names = ["target", "strict", "blind", "fuxi"]

    private func model(_ name: String, question: QuestionTime? = nil) throws -> any SequenceModel {
        let generator = try Generator(seed: 1)
        let model: any SequenceModel
        if name == "fuxi" {
            var configuration = FuXiAlpha.Configuration()
            (configuration.hiddenSize, configuration.headCount, configuration.headWidth) = (6, 2, 3)
            (configuration.maximumLength, configuration.innerFactor) = (5, 2)
            (configuration.dropoutRate, configuration.temperature) = (0, 0.5)
            model = try FuXiAlpha(configuration: configuration, itemCount: 11, generator: generator)
        } else {
            var configuration = HSTU.Configuration()
            (configuration.hiddenSize, configuration.headCount, configuration.headWidth) = (6, 2, 3)
            (configuration.maximumLength, configuration.dropoutRate) = (5, 0)
            configuration.temperature = 0.5
            configuration.question = question ?? (name == "strict" ? .lastItem : .target)
            configuration.divisor = name == "strict" ? .visible : .maximum
            (configuration.usesPositions, configuration.usesTimes) = (name != "blind", name != "blind")
            model = try HSTU(configuration: configuration, itemCount: 11, generator: generator)
        }
        var values: [String: Tensor] = [:]
        for key in fixture.names(under: "\(name)/parameter/") {
            values[key] = try fixture.tensor("\(name)/parameter/\(key)")
        }
        try model.load(parameters: values)
        return model
    }

    /// The fixture's rows as questions about every position.
    private func queries(_ name: String) throws -> [NextItemQuery] {
        let items: [Int64] = try fixture.tensor("\(name)/items").array()
        let times: [Int64] = try fixture.tensor("\(name)/times").array()
        let asked: [Int64] = try fixture.tensor("\(name)/asked").array()
        return (0..<3).map { row in
            let cells = (row * 7..<(row + 1) * 7).filter { items[$0] > 0 }
            let history = History(items: cells.map { Int32(items[$0]) }, times: cells.map { times[$0] })
            return NextItemQuery(user: 0, history: history, positions: 1..<cells.count + 1, time: asked[row])
        }
    }

    private func scores(_ model: any SequenceModel, _ queries: [NextItemQuery]) throws -> [Float] {
        var scores: [Float] = []
        try model.score(queries) { block in
            for index in block.rows.indices { scores += Array(block[row: index]) }
        }
        return scores
    }

    @Test(arguments: names) func everyPrefixIsScored(name: String) throws {
        let found = try scores(model(name), queries(name))
        let expected: [Float] = try fixture.tensor("\(name)/scores").array()
        #expect(found.count == expected.count)
        for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-5) }
    }

    @Test(arguments: names) func lossAndGradients(name: String) throws {
        let model = try model(name)
        // Each prefix a row of its own of one table, the longest first.
        var (items, times, places): ([Int32], [Int64], [(first: Int, end: Int, next: Int64?)]) = ([], [], [])
        for query in try queries(name) {
            let start = items.count
            items += query.items
            times += query.times ?? []
            for end in 1...query.history.count {
                let next = end < query.history.count ? query.times?[query.history.rows.lowerBound + end] : query.time
                places.append((start + max(0, end - 5), start + end, next))
            }
        }
        let order = places.indices.sorted {
            (places[$0].end - places[$0].first, $1) > (places[$1].end - places[$1].first, $0)
        }
        var rowOf = [Int](repeating: 0, count: order.count)
        for (row, index) in order.enumerated() { rowOf[index] = row }
        let batch = SequenceBatch(
            columns: InteractionColumns(items: items, times: times),
            rows: order.map {
                SequenceBatch.Row(
                    user: 0, interactions: places[$0].first..<places[$0].end, nextTime: places[$0].next)
            },
            predictions: places.indices.map {
                SequenceBatch.Prediction(row: rowOf[$0], step: places[$0].end - places[$0].first - 1)
            }, device: .cpu)
        let states = model(batch, mode: .inference).representations
        #expect(try distance(states, fixture.tensor("\(name)/states")) < 1e-5)
        let loss = Loss.linearCrossEntropy(
            states, weight: model.itemTable.rows, bias: nil, targets: try fixture.tensor("\(name)/targets"))
        #expect(try distance(loss, fixture.tensor("\(name)/loss").reshaped([])) < 1e-5)
        loss.backward()
        for (key, parameter) in model.namedParameters {
            let gradient = try #require(parameter.value.gradient, "\(key)")
            #expect(try distance(gradient, fixture.tensor("\(name)/gradient/\(key)")) < 1e-5, "\(key)")
        }
    }

    /// Histories in other units, and without times, do not change what others beside them are read as.
    @Test(arguments: ["target", "strict", "fuxi"]) func eachHistoryHasItsOwnTimes(name: String) throws {
        let model = try model(name)
        let known = try queries(name)
        let alone = try scores(model, known)
        let inMilliseconds = known.map { query in
            let columns = InteractionColumns(
                items: Array(query.items), times: query.times?.map { $0 * 1000 }, timeUnit: .milliseconds)
            return NextItemQuery(
                user: 0, history: columns[0..<query.items.count], positions: query.positions,
                time: query.time.map { $0 * 1000 })
        }
        let timeless = NextItemQuery(user: 0, items: [1, 2, 3], positions: 1..<4)
        let without = try scores(model, [timeless])
        let together = try scores(model, known + [timeless] + inMilliseconds)
        for (found, expected) in zip(together, alone + without + alone) { #expect(abs(found - expected) < 1e-5) }
    }

    /// The published form knows when the target happens; the strict form does not look.
    @Test func strictnessIsBlindToTheQuestion() throws {
        var queries = try queries("target")
        let before = try scores(model("target"), queries),
            strict = try scores(model("target", question: .lastItem), queries)
        for index in queries.indices {
            queries[index].positions = queries[index].history.count..<queries[index].history.count + 1
            queries[index].time = 2_000_000_000
        }
        let after = try scores(model("target"), queries)
        let strictAfter = try scores(model("target", question: .lastItem), queries)
        // The last positions of rows of 7, 4 and 1 items.
        for (row, place) in [6, 10, 11].enumerated() {
            let (old, new) = (place * 11..<(place + 1) * 11, row * 11..<(row + 1) * 11)
            #expect(Array(before[old]) != Array(after[new]))
            for (one, other) in zip(strict[old], strictAfter[new]) { #expect(abs(one - other) < 1e-5) }
        }
    }
}
