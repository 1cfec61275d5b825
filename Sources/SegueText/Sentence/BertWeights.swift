import Foundation
import SafeTensors
import Torch
import TorchNN

/// Brings the weights of a checkpoint into a network: under which names they lie, and what shapes they must have.
///
/// Names with and without the prefix `bert.` are known, and `gamma` and `beta` as older checkpoints call the scale and
/// the shift of a normalization. What the network does not need, as a pooler, is left alone.
struct BertWeights {
    /// A parameter of the network and the tensors it is made of, one below the other.
    private struct Source {
        let parameter: String
        let tensors: [String]
        /// Of each of the tensors.
        let shape: [Int]
    }

    private static let tableName = "embeddings.word_embeddings.weight"
    private static let oldNames = ["weight": "gamma", "bias": "beta"]
    private let file: SafeTensorsFile
    private let names: Set<String>
    private let prefix: String

    init(_ file: SafeTensorsFile) {
        self.file = file
        let names = Set(file.names)
        self.names = names
        prefix = ["", "bert.", "model."].first { names.contains($0 + Self.tableName) } ?? ""
    }

    /// Fills the network.
    /// - Throws: ``TextModelError`` naming what is missing or does not fit.
    func load(into network: BertNetwork, _ configuration: BertConfiguration) throws {
        let sources =
            Self.embeddings(configuration)
            + (0..<configuration.layerCount).flatMap { Self.layer($0, configuration) }
        var values: [String: Tensor] = [:]
        for source in sources {
            let parts = try source.tensors.map { try tensor($0, shape: source.shape) }
            values[source.parameter] = parts.count == 1 ? parts[0] : .concatenated(parts, dimension: 0)
        }
        try network.load(parameters: values)
    }

    private static func embeddings(_ configuration: BertConfiguration) -> [Source] {
        let size = configuration.hiddenSize
        func table(_ parameter: String, _ name: String, rows: Int) -> Source {
            Source(parameter: parameter, tensors: ["embeddings.\(name).weight"], shape: [rows, size])
        }
        return [
            table("words.weight", "word_embeddings", rows: configuration.vocabularySize),
            table("positions.weight", "position_embeddings", rows: configuration.maximumPositions),
            table("segments", "token_type_embeddings", rows: configuration.segmentCount),
        ] + affine("normalization", ["embeddings.LayerNorm"], shape: [size])
    }

    private static func layer(_ index: Int, _ configuration: BertConfiguration) -> [Source] {
        let (size, inner) = (configuration.hiddenSize, configuration.intermediateSize)
        let (target, origin) = ("layers.\(index).", "encoder.layer.\(index).")
        let inputs = ["query", "key", "value"].map { "\(origin)attention.self.\($0)" }
        return affine("\(target)attention.projection", inputs, shape: [size, size])
            + affine("\(target)attention.output", ["\(origin)attention.output.dense"], shape: [size, size])
            + affine("\(target)attentionNormalization", ["\(origin)attention.output.LayerNorm"], shape: [size])
            + affine("\(target)widening", ["\(origin)intermediate.dense"], shape: [inner, size])
            + affine("\(target)narrowing", ["\(origin)output.dense"], shape: [size, inner])
            + affine("\(target)normalization", ["\(origin)output.LayerNorm"], shape: [size])
    }

    /// A weight and a bias.
    private static func affine(_ parameter: String, _ tensors: [String], shape: [Int]) -> [Source] {
        [
            Source(parameter: "\(parameter).weight", tensors: tensors.map { "\($0).weight" }, shape: shape),
            Source(
                parameter: "\(parameter).bias", tensors: tensors.map { "\($0).bias" }, shape: Array(shape.prefix(1))),
        ]
    }

    private func tensor(_ name: String, shape: [Int]) throws -> Tensor {
        guard let found = storedName(of: name) else {
            throw TextModelError.missingTensor(file: file.name, name: prefix + name, expected: shape)
        }
        let description = try file.description(of: found)
        guard description.shape == shape else {
            throw TextModelError.tensorShape(
                file: file.name, name: found, expected: shape, found: description.shape)
        }
        guard let dtype = Self.dtypes[description.dtype] else {
            throw TextModelError.tensorType(file: file.name, name: found, found: description.dtype.rawValue)
        }
        return try file.withBytes(of: found) { Tensor(bytes: $0, dtype: dtype, shape: shape).to(.float32) }
    }

    private static let dtypes: [ElementType: DType] = [
        .f32: .float32, .f64: .float64, .f16: .float16, .bf16: .bfloat16,
    ]

    /// The name under which the file holds a tensor.
    private func storedName(of name: String) -> String? {
        let name = prefix + name
        if names.contains(name) { return name }
        guard let dot = name.lastIndex(of: "."), let old = Self.oldNames[String(name[name.index(after: dot)...])],
            name[..<dot].hasSuffix("LayerNorm")
        else { return nil }
        let oldName = "\(name[...dot])\(old)"
        return names.contains(oldName) ? oldName : nil
    }
}
