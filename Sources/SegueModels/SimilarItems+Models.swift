import Torch

extension ItemKNN: SimilarItemsModel {
    /// The nearest of the kept neighbours.
    public func similarItems(to item: Int32, count: Int) throws -> [ScoredItem] {
        guard itemCount > 0 else { throw ModelStateError.notFitted(model: "ItemKNN") }
        return neighbours(of: item).prefix(max(0, count)).map { ScoredItem(item: $0.item, score: $0.similarity) }
    }
}

extension StandardGRU: ItemVectorModel {
    /// The embedding.
    public func itemVectors() throws -> ItemVectors { try embeddedItems() }
}

extension LinearUserGRU: ItemVectorModel {
    /// The embedding.
    public func itemVectors() throws -> ItemVectors { try embeddedItems() }
}

extension RectifiedLinearUserGRU: ItemVectorModel {
    /// The embedding.
    public func itemVectors() throws -> ItemVectors { try embeddedItems() }
}

extension AttentionalUserGRU: ItemVectorModel {
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
