/// What samples count, where they do not count alike.
struct ContactWeights {
    private let kinds: [Float]?
    private let behaviors: [UInt8]
    /// What a drawn negative counts; nil where all count 1.
    let drawn: Float?

    init(_ strategy: ClickFirstContact, log: InteractionLog) throws {
        guard !strategy.weights.isEmpty || strategy.drawnWeight != 1 else {
            (kinds, behaviors, drawn) = (nil, [], nil)
            return
        }
        drawn = Float(strategy.drawnWeight)
        behaviors = log.behaviorColumn ?? []
        guard strategy.weights.isEmpty || log.behaviorColumn != nil else {
            throw PreparationError.columnMissing(operation: ClickFirstContact.name, column: "behavior")
        }
        if let unknown = strategy.weights.keys.sorted().first(where: { !log.behaviors.contains($0) }) {
            throw PreparationError.unknownName(kind: "behavior", name: unknown, known: log.behaviors)
        }
        kinds = log.behaviors.map { Float(strategy.weights[$0] ?? 1) }
    }

    func weight(ofRow row: Int) -> Float? {
        guard let kinds else { return nil }
        return behaviors.indices.contains(row) ? kinds[Int(behaviors[row])] : 1
    }
}
