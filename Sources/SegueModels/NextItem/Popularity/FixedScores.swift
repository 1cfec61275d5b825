import SafeTensors
import SegueData

/// One score an item, the same for every query: the state and the scoring that the popularity models share.
struct FixedScores: Equatable {
    static let name = "scores"
    let values: [Float]

    init(values: [Float]) {
        self.values = values
    }

    init(state: [String: HostTensor]) throws {
        values = try StateReader(state: state).floats(FixedScores.name, shape: [nil]).values
    }

    var state: [String: HostTensor] {
        [FixedScores.name: HostTensor(shape: [values.count], values: values)]
    }

    func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        let writer = try ScoreBlockWriter(itemCount: values.count, queries: queries)
        for (index, query) in queries.enumerated() {
            for position in query.positions {
                let row = try writer.row(query: index, position: position, consume: consume)
                _ = row.update(fromContentsOf: values)
            }
        }
        try writer.flush(consume)
    }
}
