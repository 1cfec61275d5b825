import Foundation
import Torch

extension GCMC {
    /// What was learned; rows 0 are zero and stand for the unknown user and item.
    struct Fitted {
        /// z · P: `[users + 1, bases, output]`.
        let users: [Float]
        /// z: `[items + 1, output]`.
        let items: [Float]
        /// a: `[bases, levels]`.
        let mixing: [Float]
        /// The ratings that the levels stand for.
        let levels: [Float]
        /// Width of z.
        let outputSize: Int

        /// The levels' mean by their probabilities.
        /// - Parameter logits: Room for one number per level.
        func rating(_ user: Int32, _ item: Int32, _ logits: inout [Double]) -> Float {
            let bases = mixing.count / levels.count
            func start(_ index: Int32, _ table: [Float], _ width: Int) -> Int {
                index > 0 && Int(index) < table.count / width ? Int(index) * width : 0
            }
            let (u, i) = (start(user, users, bases * outputSize), start(item, items, outputSize))
            for level in levels.indices { logits[level] = 0 }
            for basis in 0..<bases {
                var product: Float = 0
                for unit in 0..<outputSize { product += users[u + basis * outputSize + unit] * items[i + unit] }
                for level in levels.indices {
                    logits[level] += Double(mixing[basis * levels.count + level] * product)
                }
            }
            let most = logits.max() ?? 0
            var (sum, weighted) = (0.0, 0.0)
            for level in levels.indices {
                let weight = exp(logits[level] - most)
                sum += weight
                weighted += weight * Double(levels[level])
            }
            return Float(weighted / sum)
        }
    }
}

extension GCMC.Fitted {
    /// What predictions need of a network.
    init(_ network: GraphAutoEncoder, _ graph: RatingGraph, levels: [Float]) throws {
        let nodes = network.nodes(graph, sent: nil, mode: .inference)
        let users = network.projected(nodes.slice(0, 0..<graph.userCount)).transposed(0, 1)
        let items = nodes.slice(0, graph.userCount..<nodes.size(0))
        outputSize = nodes.size(1)
        self.users = [Float](repeating: 0, count: users.size(1) * outputSize) + (try users.contiguous().array())
        self.items = [Float](repeating: 0, count: outputSize) + (try items.contiguous().array())
        mixing = try network.mixing.value.array()
        self.levels = levels
    }
}
