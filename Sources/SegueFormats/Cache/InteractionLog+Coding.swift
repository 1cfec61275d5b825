import Foundation
import SegueData

extension InteractionLog {
    func encode(to encoder: BinaryEncoder) throws {
        let json = JSONEncoder()
        // Equal logs give equal bytes.
        json.outputFormatting = .sortedKeys
        try encoder.put(Array(try json.encode(source)))
        try users.encode(to: encoder)
        try items.encode(to: encoder)
        try encoder.put(offsets)
        try encoder.put(itemColumn)
        try encoder.put(optional: timeColumn)
        try encoder.put(UInt64(timeUnit.perSecond))
        try encoder.put(optional: ratingColumn)
        try encoder.put(optional: behaviorColumn)
        try encoder.put(behaviors)
        try encoder.put(UInt64(contextColumns.count))
        for column in contextColumns { try column.encode(to: encoder) }
        try encoder.put(optional: fileRows)
    }

    /// Reads a log and checks everything that the public initializer checks.
    init(from decoder: inout BinaryDecoder) throws {
        let source: [UInt8] = try decoder.array()
        let users = try Vocabulary(from: &decoder)
        let items = try Vocabulary(from: &decoder)
        let offsets: [Int] = try decoder.array()
        let itemColumn: [Int32] = try decoder.array()
        let times: [Int64]? = try decoder.optionalArray()
        let perSecond = try decoder.number()
        guard let timeUnit = Int64(exactly: perSecond).flatMap(TimeUnit.init) else {
            throw BinaryDecodingError(description: "no unit of time has \(perSecond) to a second")
        }
        let ratings: [Float]? = try decoder.optionalArray()
        let behaviorColumn: [UInt8]? = try decoder.optionalArray()
        let behaviors = try decoder.strings()
        let contexts = try ContextColumn.list(from: &decoder)
        let fileRows: [Int32]? = try decoder.optionalArray()
        try self.init(
            users: users, items: items, offsets: offsets, itemColumn: itemColumn, timeColumn: times,
            timeUnit: timeUnit, ratingColumn: ratings, behaviorColumn: behaviorColumn, behaviors: behaviors,
            contextColumns: contexts, fileRows: fileRows,
            source: try JSONDecoder().decode(DataSource.self, from: Data(source)))
    }
}
