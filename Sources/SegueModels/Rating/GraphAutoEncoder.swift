import SegueData
import Torch
import TorchNN

/// The network of ``GCMC``: a graph convolution that makes a vector of each user and item out of the ratings on its edges,
/// and a decoder that makes the probabilities of the levels out of two vectors.
///
/// Nodes are the users and behind them the items. What a node sends over an edge is a row of a table, so the convolution is
/// one product of a sparse matrix and that table.
final class GraphAutoEncoder: Module {
    /// W of each level, or T of the sums that make it: `[levels, nodes, width]`.
    let table: Parameter
    /// W of the second layer: `[hidden, output]`.
    let dense: Parameter
    /// P: `[bases, output, output]`.
    let bases: Parameter
    /// a: `[bases, levels]`.
    let mixing: Parameter
    private let configuration: GCMC.Configuration

    init(configuration: GCMC.Configuration, nodeCount: Int, levelCount: Int, generator: Generator) {
        self.configuration = configuration
        let isStacked = configuration.accumulation == .stack
        let width = isStacked ? max(1, configuration.hiddenSize / levelCount) : configuration.hiddenSize
        let hidden = isStacked ? width * levelCount : width
        let (output, count) = (configuration.outputSize, configuration.basisCount)
        let bound = Initializer.uniform(bound: (6 / Double(nodeCount + width)).squareRoot())
        table = Parameter(bound([levelCount, nodeCount, width], generator: generator))
        dense = Parameter(Initializer.glorotUniform([hidden, output], generator: generator))
        let orthogonal = Initializer.orthogonal(scale: 1.1)
        bases = Parameter(
            .stacked((0..<count).map { _ in orthogonal([output, output], generator: generator) }, dimension: 0))
        mixing = Parameter(Initializer.glorotUniform([count, levelCount], generator: generator))
    }

    /// The vectors z of the nodes: `[nodes, output]`.
    /// - Parameters:
    ///   - graph: The ratings.
    ///   - sent: What each node's messages are multiplied with, `[nodes]`, zero for a dropped node; nil: 1.
    ///   - mode: Whether hidden units are dropped.
    func nodes(_ graph: RatingGraph, sent: Tensor?, mode: Mode) -> Tensor {
        let (levels, nodeCount, width) = (table.value.size(0), table.value.size(1), table.value.size(2))
        let weights = sent.map { graph.norms * $0.indexSelect(0, graph.senders) } ?? graph.norms
        let rows = configuration.accumulation == .sum ? table.value.cumulativeSum(0) : table.value
        let received = graph.messages.product(weights, rows.reshaped([levels * nodeCount, width]))
        let hidden = received.reshaped([nodeCount, -1]).relu()
        return Dropout(rate: configuration.dropoutRate)(hidden, mode: mode).matmul(dense.value)
    }

    /// The vectors of the users times each of P: `[bases, users, output]`.
    func projected(_ users: Tensor) -> Tensor { users.unsqueezed(0).matmul(bases.value) }

    /// The logits of the levels at all edges: `[edges, levels]`.
    func logits(_ graph: RatingGraph, nodes: Tensor) -> Tensor {
        let users = projected(nodes.slice(0, 0..<graph.userCount))
        let items = nodes.slice(0, graph.userCount..<nodes.size(0))
        let products = (0..<users.size(0)).map { graph.edges.sample(users.select(0, at: $0), items) }
        return Tensor.stacked(products, dimension: 1).matmul(mixing.value)
    }

    /// The mean cross-entropy of the edges' levels, for training: with nodes and hidden units dropped.
    func loss(_ graph: RatingGraph, generator: Generator) -> Tensor {
        var sent: Tensor?
        if configuration.dropoutRate > 0 {
            let keep = 1 - configuration.dropoutRate
            sent = Tensor.bernoulli([table.value.size(1)], probability: keep, generator: generator) * (1 / keep)
        }
        let nodes = nodes(graph, sent: sent, mode: .training(generator))
        return Loss.crossEntropy(logits(graph, nodes: nodes), targets: graph.levels)
    }
}

/// The ratings as a graph of users and items.
struct RatingGraph {
    /// Users; the items are the nodes behind them.
    let userCount: Int
    /// Whose messages go where: rows are the receivers (with `stack` one for each level), columns the rows of the table.
    let messages: SparsePattern
    /// What each message is multiplied with, 1/c: `[messages]`.
    let norms: Tensor
    /// Who sends each message: `[messages]`, `int64`.
    let senders: Tensor
    /// The edges, users × items.
    let edges: SparsePattern
    /// Each edge's level: `[edges]`, `int64`.
    let levels: Tensor

    /// - Parameters:
    ///   - users: Of each edge, from 0.
    ///   - items: Of each edge, from 0.
    ///   - levels: Of each edge, from 0.
    ///   - counts: How many users, items and levels there are.
    ///   - configuration: How messages are normalized and put together.
    init(
        users: [Int32], items: [Int32], levels: [Int32], counts: (users: Int, items: Int, levels: Int),
        _ configuration: GCMC.Configuration
    ) {
        userCount = counts.users
        let (nodes, isStacked) = (counts.users + counts.items, configuration.accumulation == .stack)
        let itemNodes = items.map { $0 + Int32(truncatingIfNeeded: counts.users) }
        let (receivers, senders, both) = (users + itemNodes, itemNodes + users, levels + levels)
        var degrees = [Double](repeating: 0, count: nodes)
        for node in receivers { degrees[Int(node)] += 1 }
        let levelCount = Int32(truncatingIfNeeded: counts.levels)
        let messages = SparsePattern(
            rows: isStacked ? zip(receivers, both).map { $0 * levelCount + $1 } : receivers,
            columns: zip(senders, both).map { $1 * Int32(truncatingIfNeeded: nodes) + $0 },
            rowCount: isStacked ? nodes * counts.levels : nodes, columnCount: nodes * counts.levels)
        norms = Tensor(
            messages.order.map { index in
                let (own, other) = (degrees[Int(receivers[index])], degrees[Int(senders[index])])
                return Float(1 / (configuration.normalization == .symmetric ? (own * other).squareRoot() : own))
            })
        self.messages = messages
        self.senders = Tensor(messages.order.map { Int64(senders[$0]) })
        edges = SparsePattern(rows: users, columns: items, rowCount: counts.users, columnCount: counts.items)
        self.levels = Tensor(edges.order.map { Int64(levels[$0]) })
    }
}
