import SegueCore

/// Why a text model cannot be used.
public enum TextModelError: Error, Sendable, Equatable {
    /// No folder was named.
    case noModel
    /// A file of the folder is missing.
    case missingFile(path: String, purpose: String)
    /// A file is not what it must be.
    case malformed(file: String, problem: String)
    /// A file asks for what this encoder cannot do.
    case unsupported(file: String, problem: String)
    /// The weights lack a tensor.
    case missingTensor(file: String, name: String, expected: [Int])
    /// A tensor has another shape than the configuration asks for.
    case tensorShape(file: String, name: String, expected: [Int], found: [Int])
    /// The elements of a tensor are of a type that weights cannot have.
    case tensorType(file: String, name: String, found: String)
}

extension TextModelError: CustomStringConvertible {
    /// What is wrong, where, what was expected and what to do.
    public var description: String {
        switch self {
        case .noModel:
            "no sentence model: name its folder (vocab.txt or tokenizer.json, config.json, model.safetensors) by "
                + "--model or \(TextModelFolder.environmentVariable); `make setup-text` obtains one"
        case .missingFile(let path, let purpose):
            "\(path): no such file; it holds \(purpose). Name the folder of a BERT-type sentence model, or obtain one "
                + "with `make setup-text`"
        case .malformed(let file, let problem):
            "\(file): \(problem); take the file from the model's publisher again"
        case .unsupported(let file, let problem):
            "\(file): \(problem)"
        case .missingTensor(let file, let name, let expected):
            "\(file): tensor '\(name)' is missing, expected with shape \(expected); config.json and the weights must "
                + "belong to the same BERT-type model"
        case .tensorShape(let file, let name, let expected, let found):
            "\(file): tensor '\(name)' has shape \(found), config.json asks for \(expected); both must belong to the "
                + "same model"
        case .tensorType(let file, let name, let found):
            "\(file): tensor '\(name)' holds \(found), expected F32, F16, BF16 or F64; convert the weights"
        }
    }
}

extension TextModelError: ExitCodeProviding {
    /// 66 for what is not there, 65 for what is not as it must be.
    public var exitCode: Int32 {
        switch self {
        case .noModel, .missingFile: ExitCode.noInput
        default: ExitCode.badData
        }
    }
}
