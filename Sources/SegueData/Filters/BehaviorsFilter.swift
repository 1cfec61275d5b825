/// Keeps some kinds of interaction, such as `pv` and `buy`.
public struct BehaviorsFilter: LogFilterRule {
    /// `behaviors`.
    public static let name = "behaviors"
    /// The kinds kept, as the data names them.
    public var behaviors: [String]

    /// Keeps the given kinds.
    public init(_ behaviors: [String]) {
        self.behaviors = behaviors
    }

    /// Checks that there is something to keep.
    public func validate() throws {
        guard !behaviors.isEmpty else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "behaviors", problem: "must name at least one kind of interaction")
        }
    }

    /// Removes all other kinds. Needs behaviors; each name must be one that the log knows.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        guard let column = log.behaviorColumn else {
            throw PreparationError.columnMissing(operation: Self.name, column: "behavior")
        }
        if let unknown = behaviors.first(where: { !log.behaviors.contains($0) }) {
            throw PreparationError.unknownName(kind: "behavior", name: unknown, known: log.behaviors)
        }
        let isKept = log.behaviors.map(behaviors.contains)
        return log.select(reindexing: [.users, .items]) { isKept[Int(column[$0])] }
    }
}
