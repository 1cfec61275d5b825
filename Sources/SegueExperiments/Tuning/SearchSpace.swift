import SegueCore

/// The settings that are searched, each a side of the unit cube, in the order of their paths.
public struct SearchSpace: Sendable, Equatable {
    /// Paths of the settings, such as `training.optimizer.learningRate`.
    public let paths: [String]
    /// The range of each.
    public let ranges: [SettingRange]

    /// A space of ranges by path.
    public init(_ ranges: [String: SettingRange]) {
        let sorted = ranges.sorted { $0.key < $1.key }
        paths = sorted.map(\.key)
        self.ranges = sorted.map(\.value)
    }

    /// Number of settings.
    public var dimension: Int { paths.count }

    /// The settings' values at a point of the cube, by path.
    public func values(at point: [Double]) -> [String: JSONValue] {
        Dictionary(
            zip(paths, zip(ranges, point)).map { path, side in (path, side.0.value(at: side.1)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The point of the cube where values lie; nil when one of them is missing or outside its range.
    public func point(of values: [String: JSONValue]) -> [Double]? {
        var point: [Double] = []
        for (path, range) in zip(paths, ranges) {
            guard let coordinate = values[path].flatMap(range.coordinate) else { return nil }
            point.append(coordinate)
        }
        return point
    }
}
