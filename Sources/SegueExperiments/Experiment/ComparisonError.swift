import SegueCore

/// Why models cannot be set side by side as asked.
public enum ComparisonError: Error, Sendable, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// No model has the title that the others are to be tested against.
    case unknownReference(title: String, known: [String])

    /// What is wrong, with the titles there are.
    public var description: String {
        switch self {
        case .unknownReference(let title, let known):
            let hint = NearestName.find(title, among: known).map { "; did you mean '\($0)'?" } ?? ""
            return "no model is titled '\(title)', to test the others against\(hint) "
                + "(titles: \(known.joined(separator: ", ")))"
        }
    }

    /// Always `ExitCode.usage`.
    public var exitCode: Int32 { ExitCode.usage }
}

extension Recipe {
    /// The title of the model that others are to be tested against, given by its title, in either case, or by its name
    /// where one model alone has it.
    /// - Throws: ``ComparisonError/unknownReference(title:known:)``.
    public func referenceTitle(_ reference: String) throws -> String {
        let titles = models.map(\.title)
        if titles.contains(reference) { return reference }
        let named = models.filter { $0.name == reference || $0.title.lowercased() == reference.lowercased() }
        guard let model = named.first, named.count == 1 else {
            throw ComparisonError.unknownReference(title: reference, known: titles)
        }
        return model.title
    }

    /// The models with titles that differ: a later one of the same title gets a number.
    static func distinctlyTitled(_ models: [ModelRecipe]) -> [ModelRecipe] {
        var used: Set<String> = []
        return models.map { model in
            var (title, number) = (model.title, 1)
            while !used.insert(title).inserted {
                number += 1
                title = "\(model.title) (\(number))"
            }
            return ModelRecipe(
                name: model.name, title: title, configuration: model.configuration, training: model.training)
        }
    }
}
