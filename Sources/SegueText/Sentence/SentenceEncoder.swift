import Foundation
import SafeTensors
import SegueCore
import SegueFiles
import Torch
import TorchNN

/// Vectors of sentences by a BERT-type network, as sentence-transformers computes them: WordPiece, the network, the
/// tokens' vectors pooled and, where the model says so, divided by their norm.
///
/// Texts are sorted by length and packed without padding. One encoder may serve several threads.
public final class SentenceEncoder: TextEncoder, @unchecked Sendable {
    /// What the folder leaves open, or what shall be other than it says.
    public struct Options: Sendable, Equatable {
        /// How tokens become one vector; nil for what the folder says.
        public var pooling: Pooling?
        /// Whether vectors are divided by their Euclidean norm; nil for what the folder says.
        public var normalizes: Bool?
        /// Most pieces of a text, with the first and the last; nil for what the folder says.
        public var maximumLength: Int?
        /// Pieces that are computed together.
        public var tokenBudget = 1024

        /// What the folder says.
        public init() {}
    }

    /// The kind of encoder, as ``TextEncoder/name`` gives it.
    public static let kind = "sentence-encoder"

    /// ``kind``.
    public var name: String { Self.kind }
    /// Width of the network.
    public var dimension: Int { configuration.hiddenSize }
    /// A digest of weights, vocabulary, rules of words, pooling and lengths.
    public let identity: String
    /// The sizes of the network.
    public let configuration: BertConfiguration
    /// Turns texts into pieces.
    public let tokenizer: WordPieceTokenizer
    /// How tokens become one vector.
    public let pooling: Pooling
    /// Whether vectors are divided by their Euclidean norm.
    public let normalizes: Bool
    /// Most pieces of a text, with the first and the last.
    public let maximumLength: Int
    private let tokenBudget: Int
    private let network: BertNetwork
    private let device: Device

    /// Loads a model.
    /// - Parameters:
    ///   - folder: Where it is.
    ///   - options: What shall be other than the folder says.
    ///   - device: Where to compute.
    /// - Throws: ``TextModelError`` for what is missing or does not fit; `ConfigurationError` for an option.
    public init(_ folder: TextModelFolder, options: Options = Options(), device: Device = .cpu) throws {
        configuration = try folder.configuration()
        tokenizer = try folder.tokenizer()
        guard tokenizer.vocabulary.count <= configuration.vocabularySize else {
            throw TextModelError.malformed(
                file: folder.path("config.json"),
                problem: "vocab_size \(configuration.vocabularySize) is less than the \(tokenizer.vocabulary.count) "
                    + "pieces of the vocabulary")
        }
        let head = try folder.head()
        pooling = options.pooling ?? head.pooling
        normalizes = options.normalizes ?? head.normalizes
        let positions = configuration.maximumPositions
        maximumLength = try options.maximumLength ?? folder.maximumLength(positions: positions)
        try ConfigurationCheck.atLeast(2, maximumLength, field: "maximumLength", atMost: positions)
        try ConfigurationCheck.atLeast(1, options.tokenBudget, field: "tokenBudget")
        tokenBudget = options.tokenBudget
        self.device = device
        network = try Self.network(configuration, in: folder, device: device)
        identity = try Self.identity(folder, configuration, tokenizer, (pooling, normalizes, maximumLength))
    }

    private static func network(
        _ configuration: BertConfiguration, in folder: TextModelFolder, device: Device
    ) throws -> BertNetwork {
        let path = folder.path(TextModelFolder.weightsName)
        guard let resolved = FileStatus.resolved(path) else {
            throw TextModelError.missingFile(path: path, purpose: "the weights")
        }
        let file = try SafeTensorsFile(contentsOf: URL(fileURLWithPath: resolved))
        return try withTorchErrors {
            let network = BertNetwork(configuration, generator: try Generator(seed: 0))
            try BertWeights(file).load(into: network, configuration)
            network.move(to: device)
            network.prepareForInference()
            return network
        }
    }

    /// The digest of all that decides about vectors.
    private static func identity(
        _ folder: TextModelFolder, _ configuration: BertConfiguration, _ tokenizer: WordPieceTokenizer,
        _ head: (pooling: Pooling, normalizes: Bool, maximumLength: Int)
    ) throws -> String {
        let resolved = FileStatus.resolved(folder.path(TextModelFolder.weightsName)) ?? ""
        let vocabulary = try folder.fileIfPresent("vocab.txt") ?? folder.fileIfPresent("tokenizer.json")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let sizes = String(validating: try encoder.encode(configuration), as: UTF8.self) ?? ""
        let splitter = tokenizer.splitter
        let lines = [
            "segue \(kind) 1", "weights \(try FileDigest(path: resolved).sha256)",
            "vocabulary \(vocabulary?.sha256 ?? "")", "sizes \(sizes)",
            "words \(splitter.cleans) \(splitter.separatesIdeographs) \(splitter.stripsAccents) \(splitter.lowercases)",
            "longest \(tokenizer.longestWord) \(head.maximumLength)",
            "head \(head.pooling.rawValue) \(head.normalizes)",
        ]
        return MessageDigest.sha256(of: lines.joined(separator: "\n").utf8)
    }
}

extension SentenceEncoder {
    /// Encodes texts; texts with the same pieces are computed once.
    public func encode(_ texts: [String]) throws -> HostTensor {
        var distinct: [[Int32]: Int] = [:]
        var sequences: [[Int32]] = []
        let places = texts.map { text in
            let ids = tokenizer.ids(of: text, maximumLength: maximumLength)
            if let place = distinct[ids] { return place }
            distinct[ids] = sequences.count
            sequences.append(ids)
            return sequences.count - 1
        }
        let vectors = try vectors(of: sequences)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(texts.count * dimension * MemoryLayout<Float>.size)
        vectors.withUnsafeBytes { all in
            let width = dimension * MemoryLayout<Float>.size
            for place in places { bytes += all[place * width..<(place + 1) * width] }
        }
        return try HostTensor(dtype: .f32, shape: [texts.count, dimension], bytes: bytes)
    }

    /// The vectors of sequences of pieces, in their order.
    private func vectors(of sequences: [[Int32]]) throws -> [Float] {
        var vectors = [Float](repeating: 0, count: sequences.count * dimension)
        for batch in TokenBatch.batches(of: sequences, tokenBudget: tokenBudget) {
            let values: [Float] = try withTorchErrors { try withoutGradients { try pooled(batch).array() } }
            for (row, text) in batch.texts.enumerated() {
                vectors.replaceSubrange(
                    text * dimension..<(text + 1) * dimension, with: values[row * dimension..<(row + 1) * dimension])
            }
        }
        return vectors
    }

    private func pooled(_ batch: TokenBatch) -> Tensor {
        let pooled = pooling(network(batch, device: device), runs: batch.runs)
        return normalizes ? pooled / pooled.norm(-1).clamped(minimum: 1e-12) : pooled
    }
}
