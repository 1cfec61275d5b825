/// Keeps some kinds of interaction, such as `pv` and `buy`.
public struct BehavioursFilter: LogFilterRule {
    /// `behaviours`.
    public static let name = "behaviours"
    /// The kinds kept, as the data names them.
    public var behaviours: [String]

    /// Keeps the given kinds.
    public init(_ behaviours: [String]) {
        self.behaviours = behaviours
    }

    /// Checks that there is something to keep.
    public func validate() throws {
        guard !behaviours.isEmpty else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: "behaviours", problem: "must name at least one kind of interaction")
        }
    }

    /// Removes all other kinds. Needs behaviours; each name must be one that the log knows.
    public func apply(to log: InteractionLog) throws -> InteractionLog {
        guard let column = log.behaviourColumn else {
            throw PreparationError.columnMissing(operation: Self.name, column: "behaviour")
        }
        if let unknown = behaviours.first(where: { !log.behaviours.contains($0) }) {
            throw PreparationError.unknownName(kind: "behaviour", name: unknown, known: log.behaviours)
        }
        let isKept = log.behaviours.map(behaviours.contains)
        return log.select(reindexing: [.users, .items]) { isKept[Int(column[$0])] }
    }
}
