import SegueData
import TestSupport
import Testing
import Torch
import TorchNN

@testable import SegueModels

/// GC-MC and GLocal-K against dense implementations in PyTorch: outputs, losses and gradients within 1e-5.
@Suite struct CompletionReferenceTests {
    let fixture: Fixture
    init() throws { fixture = try Fixture("completion", in: .module) }

    private func edges() throws -> (users: [Int32], items: [Int32], levels: [Int32]) {
        let lists = try ["users", "items", "levels"].map { try fixture.tensor($0).array(Int64.self).map { Int32($0) } }
        return (lists[0], lists[1], lists[2])
    }

    private func load(_ network: some Module, _ prefix: String) throws {
        let names = fixture.names(under: "\(prefix)/parameter/")
        try network.load(
            parameters: Dictionary(
                uniqueKeysWithValues: names.map { ($0, try fixture.tensor("\(prefix)/parameter/\($0)")) }))
    }

    /// Gradients of all parameters; those that the reference lacks are zero or none.
    private func compareGradients(_ network: some Module, _ prefix: String) throws {
        for (name, parameter) in network.namedParameters {
            let found = parameter.value.gradient ?? .zeros(parameter.value.shape)
            let path = "\(prefix)/gradient/\(name)"
            let expected = fixture.contains(path) ? try fixture.tensor(path) : .zeros(found.shape)
            #expect(try distance(found, expected) < 1e-5, "\(path)")
        }
    }

    @Test(arguments: [GCMC.Accumulation.sum, .stack])
    func graphAutoEncoder(accumulation: GCMC.Accumulation) throws {
        var configuration = GCMC.Configuration()
        configuration.accumulation = accumulation
        configuration.normalization = accumulation == .sum ? .symmetric : .left
        (configuration.hiddenSize, configuration.outputSize, configuration.dropoutRate) = (4, 3, 0)
        if accumulation == .stack { configuration.hiddenSize = 7 }
        let network = GraphAutoEncoder(
            configuration: configuration, nodeCount: 11, levelCount: 3, generator: try Generator(seed: 1))
        let prefix = "gcmc_\(accumulation)"
        try load(network, prefix)
        let edges = try edges()
        let graph = RatingGraph(
            users: edges.users, items: edges.items, levels: edges.levels, counts: (5, 6, 3), configuration)
        let nodes = network.nodes(graph, sent: try fixture.tensor("\(prefix)/sent"), mode: .inference)
        #expect(try distance(nodes, fixture.tensor("\(prefix)/nodes")) < 1e-5)
        let logits = network.logits(graph, nodes: nodes)
        let order = Tensor(graph.edges.order.map(Int64.init))
        #expect(try distance(logits, fixture.tensor("\(prefix)/logits").indexSelect(0, order)) < 1e-5)
        let loss = Loss.crossEntropy(logits, targets: graph.levels)
        #expect(try distance(loss, fixture.tensor("\(prefix)/loss").reshaped([])) < 1e-5)
        loss.backward()
        try compareGradients(network, prefix)
        let fitted = try withoutGradients { try GCMC.Fitted(network, graph, levels: [1, 3, 4]) }
        let ratings: [Float] = try fixture.tensor("\(prefix)/rating").array()
        var room = [0.0, 0, 0]
        for user in 0..<5 {
            for item in 0..<6 {
                let rating = fitted.rating(Int32(user + 1), Int32(item + 1), &room)
                #expect(abs(rating - ratings[user * 6 + item]) < 1e-5, "user \(user), item \(item)")
            }
        }
        // Without edges, or unknown: all levels are equally probable.
        for (user, item) in [(5, 1), (1, 6), (0, 1), (1, 0), (99, 99)] as [(Int32, Int32)] {
            #expect(abs(fitted.rating(user, item, &room) - Float(8) / 3) < 1e-5)
        }
    }

    @Test func kernelNetwork() throws {
        var configuration = GLocalK.Configuration()
        (configuration.hiddenSize, configuration.kernelSize) = (4, 2)
        (configuration.weightPenalty, configuration.kernelPenalty) = (0.3, 0.2)
        configuration.globalKernelScale = 0.5
        let network = GLocalKNetwork(
            configuration: configuration, itemCount: 6, userCount: 5, generator: try Generator(seed: 1))
        try load(network, "glocalk")
        let edges = try edges()
        let cells = SparsePattern(rows: edges.items, columns: edges.users, rowCount: 6, columnCount: 5)
        let order = Tensor(cells.order.map(Int64.init))
        let ratings = RatingMatrix(
            cells: cells, values: try fixture.tensor("glocalk/ratings").indexSelect(0, order))
        let stages = [("pretraining", nil), ("fine-tuning", try ratings.neighborhoods())]
        for (stage, neighborhoods) in stages as [(String, RatingMatrix.Neighborhoods?)] {
            network.zeroGradients()
            let output = network(ratings, neighborhoods: neighborhoods)
            let whole = output.items.matmul(output.users.transposed()) + output.bias
            #expect(try distance(whole, fixture.tensor("glocalk/\(stage)/output")) < 1e-5)
            let loss = network.loss(ratings, neighborhoods: neighborhoods)
            let expected = try fixture.tensor("glocalk/\(stage)/loss").reshaped([])
            #expect(try relativeDistance(loss, expected) < 1e-5)
            loss.backward()
            try compareGradients(network, "glocalk/\(stage)")
        }
    }

    @Test func ofACellRatedTwiceTheLaterRatingStands() throws {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["10", "9"]), items: Vocabulary(ids: ["b", "a"]), offsets: [0, 3, 4],
            itemColumn: [1, 2, 1, 2], ratingColumn: [1, 2, 3, 4], source: DataSource(file: "test", formatName: "none"))
        var examples = ExampleSet(columns: log.columns, events: log.columns)
        for (row, user) in [1, 1, 1, 2].enumerated() {
            examples.add(
                user: Int32(user), item: log.itemColumn[row], history: 0..<0, event: row, label: Float(row + 1))
        }
        let order = MatrixOrder(log)
        #expect(order.items == [2, 1])
        #expect(order.users == [2, 1])
        let matrix = order.ratings(examples, rows: [2, 0, 1, 3])
        #expect(try matrix.values.array() == [Float(4), 2, 3])
        #expect(try matrix.cells.rowIndices.array() == [Int64(0), 0, 1])
        #expect(try matrix.cells.columnIndices.array() == [Int64(0), 1, 1])
    }
}
