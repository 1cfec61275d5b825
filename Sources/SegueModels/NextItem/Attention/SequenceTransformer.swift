import SegueData
import Torch
import TorchNN

/// A causal transformer over the items of a history, in today's form: normalization in front of attention and network,
/// distances instead of numbered positions, and the whole catalog in the softmax.
///
/// 1. x = drop(√d · E[item] + P[position]), P only with numbered positions.
/// 2. Blocks of causal self-attention and a network for each token; see `TransformerBlock`.
/// 3. h = norm(x), of blocks with normalization in front; the scores are h · E, the input's table, or with a `temperature`
///    cos(h, E) ∕ temperature.
///
/// It is SASRec (Kang and McAuley, ICDM 2018) as later work made it: trained with the cross-entropy of the whole catalog
/// (Klenitskiy and Vasilev, RecSys 2023), with rectifier, `normalizationPlace: before` and numbered positions; with gates and
/// SwiGLU it has the blocks of eSASRec (Tikhonovich et al., RecSys 2025); with `tiesItems: false` and generalized cross-entropy
/// it learns as gSASRec does (Petrov and Macdonald, RecSys 2023). The defaults follow none of them: a number for each head
/// and distance depends on nothing but the distance, so that windows may be cut anywhere. A history longer than
/// `maximumLength` is cut in front.
public final class SequenceTransformer: SequenceModel, @unchecked Sendable {
    /// The hyper-parameters in use.
    public let configuration: Configuration
    let itemEmbedding: Embedding
    /// `[maximumLength, hidden]`, for numbered positions.
    let positions: Parameter?
    let blocks: [TransformerBlock]
    let norm: (any TokenLayer)?
    /// What scores are products with, where that is not the table that is read.
    let outputEmbedding: Embedding?

    /// Builds the network with fresh weights.
    public init(configuration: Configuration = Configuration(), itemCount: Int, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        let (size, start) = (configuration.hiddenSize, Initializer.normal(deviation: configuration.initialDeviation))
        itemEmbedding = Embedding(count: itemCount, size: size, initializer: start, generator: generator)
        let isNumbered = configuration.positions == .fromStart || configuration.positions == .fromEnd
        positions = isNumbered ? Parameter(start([configuration.maximumLength, size], generator: generator)) : nil
        blocks = (0..<configuration.layerCount).map { _ in TransformerBlock(configuration.block, generator: generator) }
        norm = configuration.normalizationPlace == .before ? configuration.normalization.layer(size: size) : nil
        outputEmbedding =
            configuration.tiesItems
            ? nil : Embedding(count: itemCount, size: size, initializer: start, generator: generator)
    }

    /// The item embedding, or the table of the output.
    public var itemTable: ItemTable {
        ItemTable(tied: outputEmbedding ?? itemEmbedding, temperature: configuration.temperature)
    }
    /// The longest history that is read.
    public var maximumLength: Int? { configuration.maximumLength }

    /// The last block at each prediction.
    public func callAsFunction(_ batch: SequenceBatch, mode: Mode) -> SequenceOutput {
        let view = batch.rowMajor(to: configuration.maximumLength)
        var x = tokens(view, mode: mode)
        let width = configuration.hiddenSize / configuration.headCount
        let rotary =
            configuration.positions == .rotary
            ? RotaryPositions(rows: view.rows, headCount: configuration.headCount, width: width) : nil
        for block in blocks { x = block(x, rows: view.rows, rotary: rotary, mode: mode) }
        let found = x.indexSelect(0, view.predictions)
        return SequenceOutput(representations: itemTable.scaled(norm?(found) ?? found))
    }

    /// Item vectors with positions, after dropout.
    private func tokens(_ view: RowMajorSequences, mode: Mode) -> Tensor {
        var x = itemEmbedding(view.items) * Double(configuration.hiddenSize).squareRoot()
        if case .training(let generator) = mode, configuration.itemDropRate > 0 {
            let kept = 1 - configuration.itemDropRate
            x = x * Tensor.bernoulli([x.size(0), 1], probability: kept, generator: generator, device: x.device)
        }
        if let positions {
            let isFirst = configuration.positions == .fromStart
            let places = isFirst ? view.rows.positionsFromStart() : view.rows.positionsFromEnd()
            x = x + positions.value.indexSelect(0, places)
        }
        return Dropout(rate: configuration.dropoutRate)(x, mode: mode)
    }
}

extension SequenceTransformer {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "transformer", "Transformer", family: .attention, source: "Klenitskiy and Vasilev 2023",
            texts: AttentionTexts.with([
                "activation": "What happens in the middle of a block's network.",
                "normalization": "Which normalization.",
                "normalizationPlace": "Whether blocks normalize before attention and network, or after each sum.",
                "hasGates": "Whether what blocks add goes through gates that read the tokens.",
                "gateBias": "What the gates' biases start at.",
                "positions": "How a token knows where it stands.",
                "itemDropRate": "Probability of dropping a whole item vector of the history.",
                "tiesItems":
                    "Whether scores are products with the vectors that are read, or with a table of their own.",
                "temperature": "Divides cosines as scores; null: scores are products.",
            ])
        ) { (configuration: Configuration, shape, generator) in
            try SequenceTransformer(configuration: configuration, itemCount: shape.itemCount, generator: generator)
        }
    }
}
