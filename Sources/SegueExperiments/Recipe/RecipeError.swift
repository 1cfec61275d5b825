import SegueCore
import SegueData
import SegueEvaluation
import SegueModels

/// What is wrong with a recipe, and where.
public struct RecipeError: Error, Sendable, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// `file:line:column`, or the `--set` option at fault.
    public let location: String
    /// The path of the setting, such as `training.epochs`; empty for the recipe as a whole.
    public let path: String
    /// What is wrong and what was expected.
    public let problem: String
    /// 78, configuration; 66 for a recipe that cannot be read.
    public let exitCode: Int32

    /// Names location, setting and problem.
    public init(location: String, path: String, problem: String, exitCode: Int32 = ExitCode.configuration) {
        self.location = location
        self.path = path
        self.problem = problem
        self.exitCode = exitCode
    }

    /// One line for people.
    public var description: String {
        path.isEmpty ? "\(location): \(problem)" : "\(location): \(path): \(problem)"
    }
}

extension RecipeError {
    /// A setting that does not exist, with the nearest name that does.
    init(unknown entry: SettingsTree.Entry, known: [String], path: String) {
        let hint = NearestName.find(entry.key, among: known).map { "; did you mean '\($0)'?" } ?? ""
        self.init(
            location: entry.keyLocation, path: Self.join(path, entry.key),
            problem: "there is no such setting\(hint) (known here: \(known.joined(separator: ", ")))")
    }

    /// An error of reading or checking settings, at the location of the setting it is about.
    init(_ error: any Error, in tree: SettingsTree, path: String) {
        switch error {
        case let error as RecipeError:
            self = error
        case let error as ConfigurationError:
            self.init(field: error.field, problem: error.problem, in: tree, path: path)
        case EvaluationError.invalidOption(let field, let problem):
            self.init(field: field, problem: problem, in: tree, path: path)
        case PreparationError.invalidParameter(_, let parameter, let problem):
            self.init(field: parameter, problem: problem, in: tree, path: path)
        case PreparationError.unknownName(let kind, let name, let known):
            let hint = NearestName.find(name, among: known).map { "; did you mean '\($0)'?" } ?? ""
            let key = tree["strategy"] == nil ? "filter" : "strategy"
            self.init(
                field: key, problem: "there is no \(kind) '\(name)'\(hint) (known: \(known.joined(separator: ", ")))",
                in: tree, path: path)
        case DecodingError.typeMismatch:
            // An enumeration with parameters; all else knows what it expects.
            self.init(
                location: tree.location, path: path,
                problem: "expected one name with its parameters (`name: {…}`); `segue recipes keys` lists them")
        case DecodingError.dataCorrupted(let context):
            self.init(location: tree.location, path: path, problem: context.debugDescription)
        default:
            self.init(location: tree.location, path: path, problem: "\(error)")
        }
    }

    /// - Parameter field: The name of a setting below `path`; it may begin with the end of that.
    private init(field: String, problem: String, in tree: SettingsTree, path: String) {
        var names = field.split(separator: ".").map(String.init)
        if names.count > 1, names.first == path.split(separator: ".").last.map(String.init) { names.removeFirst() }
        guard let found = Self.find(names, in: tree) ?? Self.find(names.suffix(1), in: tree) else {
            self.init(location: tree.location, path: Self.join(path, names.joined(separator: ".")), problem: problem)
            return
        }
        self.init(
            location: found.tree.location, path: Self.join(path, found.path.joined(separator: ".")), problem: problem)
    }

    /// The setting of a name, or, when there is none, that of the name in one of the groups within.
    private static func find(_ names: some Collection<String>, in tree: SettingsTree) -> (
        tree: SettingsTree, path: [String]
    )? {
        var current: SettingsTree? = tree
        for name in names { current = current?[name] }
        if let current { return (current, Array(names)) }
        guard case .map(let entries, _) = tree else { return nil }
        for entry in entries {
            if let found = find(names, in: entry.value) { return (found.tree, [entry.key] + found.path) }
        }
        return nil
    }

    /// A path and a name below it.
    static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
    }
}
