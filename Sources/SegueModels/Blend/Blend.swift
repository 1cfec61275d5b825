import SafeTensors
import SegueCore
import SegueData
import Torch

/// Settings of a blend: its members.
public protocol BlendSettings: ModelConfiguration {
    /// What is blended.
    var members: [BlendMember] { get set }
}

extension BlendSettings {
    /// Checks that members are named, once each.
    func checkMembers() throws {
        var names: Set<String> = []
        for member in members {
            guard !member.model.isEmpty, names.insert(member.model).inserted else {
                throw ConfigurationError(
                    field: "members", problem: "'\(member.model)' stands there twice, or has no name")
            }
        }
    }

    /// Members, each made with fresh weights.
    func makeMembers(shape: DataShape, generator: Generator) throws -> [AnyModel] {
        guard !members.isEmpty else {
            throw ConfigurationError(
                field: "members", problem: "a blend has members: name other models of the recipe by their titles")
        }
        return try members.map { try $0.make(shape: shape, generator: generator) }
    }
}

/// A weighted sum of models that have learned on their own; the weights come from the validation part.
public protocol Blend: Model {
    /// What is blended.
    var members: [any Model] { get }
    /// One weight a member, and whatever else the sum takes; nil until they are learned.
    var weights: [Float]? { get set }
    /// How many weights there are.
    var weightCount: Int { get }
}

extension Blend {
    /// All columns that a member reads.
    public var reads: HistoryColumns { members.reduce(into: []) { $0.formUnion($1.reads) } }

    /// Weights, and the members' states under `members.0`, `members.1` and so on.
    public func state() throws -> [String: HostTensor] {
        guard let weights else { throw ModelStateError.notFitted(model: "Blend") }
        var state = ["weights": HostTensor(weights)]
        for (index, member) in members.enumerated() {
            for (name, tensor) in try member.state() { state["members.\(index).\(name)"] = tensor }
        }
        return state
    }

    /// Replaces weights and members' states.
    public func load(state: [String: HostTensor]) throws {
        let weights = try StateReader(state: state).floats("weights", shape: [weightCount]).values
        let before = self.weights == nil ? nil : try self.state()
        do {
            try loadMembers(state)
        } catch {
            if let before { try loadMembers(before) }
            throw error
        }
        self.weights = weights
    }

    private func loadMembers(_ state: [String: HostTensor]) throws {
        for (index, member) in members.enumerated() {
            let prefix = "members.\(index)."
            let own = state.filter { $0.key.hasPrefix(prefix) }
            try member.load(
                state: Dictionary(own.map { (String($0.key.dropFirst(prefix.count)), $0.value) }) { $1 })
        }
    }
}
