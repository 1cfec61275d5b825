import SegueCore
import SegueData

extension PointwiseProblem {
    /// In which order a network sees its examples.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Examples of one user that stand together, so that a network that reads histories reads a user's once for all of
        /// them; 1 shuffles all examples.
        public var groupSize = 1
        /// Whether the examples of one event, a positive and the negatives drawn for it, stand together, so that a network
        /// reads the history that they share once.
        public var keepsEvents = false

        /// All examples shuffled.
        public init() {}

        /// Checks every field.
        /// - Throws: `ConfigurationError` naming the field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, groupSize, field: "training.groupSize", atMost: 1 << 24)
            guard !keepsEvents || groupSize == 1 else {
                throw ConfigurationError(
                    field: "training.groupSize", problem: "must be 1 where training.keepsEvents keeps examples together"
                )
            }
        }

        /// The examples in a new order: each user's shuffled and cut into groups, and the groups shuffled.
        func order(of examples: ExampleSet, generator: inout SeededGenerator) -> [Int32] {
            if keepsEvents { return orderOfEvents(examples, generator: &generator) }
            var order = (0..<examples.count).map { Int32(truncatingIfNeeded: $0) }
            generator.shuffle(&order)
            guard groupSize > 1 else { return order }
            let users = examples.users
            order = order.enumerated()
                .sorted { (users[Int($0.element)], $0.offset) < (users[Int($1.element)], $1.offset) }.map(\.element)
            var groups: [Range<Int>] = []
            var start = 0
            while start < order.count {
                var end = start + 1
                while end < order.count, end - start < groupSize, users[Int(order[end])] == users[Int(order[start])] {
                    end += 1
                }
                groups.append(start..<end)
                start = end
            }
            generator.shuffle(&groups)
            return groups.flatMap { order[$0] }
        }

        /// The events shuffled, each with its examples as they stand.
        private func orderOfEvents(_ examples: ExampleSet, generator: inout SeededGenerator) -> [Int32] {
            var events: [Range<Int>] = []
            for row in 0..<examples.count {
                let event = examples.eventRows[row]
                if row > 0, event >= 0, event == examples.eventRows[row - 1], let last = events.popLast() {
                    events.append(last.lowerBound..<row + 1)
                } else {
                    events.append(row..<row + 1)
                }
            }
            generator.shuffle(&events)
            return events.flatMap { $0.map { Int32(truncatingIfNeeded: $0) } }
        }
    }
}
