/// What is wrong with a safetensors file, or with a tensor that should be read from or written to one.
public struct SafeTensorsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file concerned, or nil when the tensor has never been in one.
    public let file: String?
    /// What is wrong.
    public let problem: Problem

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - file: The file concerned, if any.
    ///   - problem: What is wrong.
    public init(file: String? = nil, problem: Problem) {
        self.file = file
        self.problem = problem
    }

    /// The message for people: file, problem, what was expected.
    public var description: String {
        guard let file else { return problem.description }
        return "\(file): \(problem)"
    }
}
