import SafeTensors
import Torch

extension NeighborhoodModel: SimilarItemsModel {
    /// The nearest of the kept neighbors.
    public func similarItems(to item: Int32, count: Int) throws -> [ScoredItem] {
        try fitted().neighbors(of: item).prefix(max(0, count)).map {
            ScoredItem(item: $0.item, score: $0.similarity)
        }
    }
}

extension BPRMF: ItemVectorModel {
    /// The items' factors, biases left out.
    public func itemVectors() throws -> ItemVectors { try ItemVectors(state(), name: "itemFactors") }
}

extension SequentialMF: ItemVectorModel {
    /// The items' factors that are multiplied with the user's.
    public func itemVectors() throws -> ItemVectors { try ItemVectors(state(), name: "itemFactors") }
}

extension ItemVectors {
    /// The rows of one array of a model's state.
    fileprivate init(_ state: [String: HostTensor], name: String) throws {
        let rows = try StateReader(state: state).floats(name, shape: [nil, nil])
        self.init(dimension: max(1, rows.shape[1]), values: rows.values)
    }
}

extension StandardGRU: ItemVectorModel {
    /// The embedding.
    public func itemVectors() throws -> ItemVectors { try embeddedItems() }
}

extension UserGRU: ItemVectorModel {
    /// The embedding.
    public func itemVectors() throws -> ItemVectors { try embeddedItems() }
}

extension RecurrentModel {
    func embeddedItems() throws -> ItemVectors {
        // Row 0 belongs to no item.
        try withTorchErrors {
            try ItemVectors(itemEmbedding.weight.value.detached().slice(0, 1..<itemCount + 1).contiguous())
        }
    }
}
