import Foundation
import SegueCore

/// What a folder says about the way from a text to its vector.
extension TextModelFolder {
    /// Reads the sizes of the network.
    func configuration() throws -> BertConfiguration {
        struct Kind: Decodable {
            let model_type: String?
            let position_embedding_type: String?
        }
        let purpose = "the sizes of the network"
        let kind = try json(Kind.self, in: "config.json", purpose: purpose)
        if let type = kind.model_type, type != "bert" {
            throw TextModelError.unsupported(
                file: path("config.json"),
                problem: "a model of type '\(type)'; this encoder computes models of type 'bert'")
        }
        if let type = kind.position_embedding_type, type != "absolute" {
            throw TextModelError.unsupported(
                file: path("config.json"),
                problem: "positions of type '\(type)'; this encoder computes models with 'absolute' ones")
        }
        let configuration = try json(BertConfiguration.self, in: "config.json", purpose: purpose)
        do {
            try configuration.validate()
        } catch let error as ConfigurationError {
            throw TextModelError.malformed(
                file: path("config.json"), problem: "'\(error.field)' \(error.problem)")
        }
        return configuration
    }

    /// What follows the network, as `modules.json` lists it. Without that file: the mean, as it is.
    func head() throws -> (pooling: Pooling, normalizes: Bool) {
        struct Module: Decodable {
            let path: String
            let type: String
        }
        guard let modules = try jsonIfPresent([Module].self, in: "modules.json") else { return (.mean, false) }
        var (pooling, normalizes) = (Pooling.mean, false)
        for module in modules {
            switch module.type.split(separator: ".").last {
            case "Transformer": break
            case "Pooling": pooling = try self.pooling(in: module.path)
            case "Normalize": normalizes = true
            default:
                throw TextModelError.unsupported(
                    file: path("modules.json"),
                    problem: "a step '\(module.type)'; this encoder knows Transformer, Pooling and Normalize")
            }
        }
        return (pooling, normalizes)
    }

    private func pooling(in folder: String) throws -> Pooling {
        let name = "\(folder)/config.json"
        let values = try json([String: JSONValue].self, in: name, purpose: "the way of pooling")
        let modes = values.filter { $0.key.hasPrefix("pooling_mode_") && $0.value == .bool(true) }.keys.sorted()
        switch modes {
        case ["pooling_mode_mean_tokens"]: return .mean
        case ["pooling_mode_cls_token"]: return .cls
        case [] where values["pooling_mode"] == .string("mean"): return .mean
        case [] where values["pooling_mode"] == .string("cls"): return .cls
        default:
            throw TextModelError.unsupported(
                file: path(name),
                problem: "pooling by \(modes.isEmpty ? "none" : modes.joined(separator: " and ")); this encoder knows "
                    + "pooling_mode_mean_tokens and pooling_mode_cls_token, one at a time")
        }
    }

    /// Most pieces of a text: what `sentence_bert_config.json` or else `tokenizer_config.json` says, as far as there
    /// are positions.
    func maximumLength(positions: Int) throws -> Int {
        struct Sentences: Decodable { let max_seq_length: Int? }
        struct Tokens: Decodable { let model_max_length: Double? }
        if let length = try jsonIfPresent(Sentences.self, in: "sentence_bert_config.json")?.max_seq_length {
            return length
        }
        // Models without a limit of their own say 10³⁰ here.
        let length = try jsonIfPresent(Tokens.self, in: "tokenizer_config.json")?.model_max_length
        return length.flatMap { Int(exactly: $0.rounded()) }.map { min($0, positions) } ?? positions
    }
}
