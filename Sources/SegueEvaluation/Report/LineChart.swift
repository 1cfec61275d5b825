/// A chart of lines or of points as scalable vector graphics: for learning curves or item vectors, but it knows nothing of
/// them.
///
/// Colors come from CSS variables, so a chart follows the page's light or dark scheme. Lines are told apart by color
/// and, beyond eight, by dashes; each point tells its value when pointed at.
public struct LineChart: Sendable, Equatable {
    /// The chart's title, read out to those who cannot see it.
    public var title: String

    /// What runs to the right.
    public var xTitle: String

    /// What runs upwards.
    public var yTitle: String

    /// The lines, in the order of the legend.
    public var series: [Series]

    /// Whether ticks to the right stand at whole numbers only, as for epochs.
    public var hasWholeX: Bool

    /// Whether the points of a series are joined by a line, or stand alone as in a scatter plot.
    public var joinsPoints: Bool

    /// What stands below the axis at 1, 2, 3 …, for charts to whose right there are names and no numbers; nil for numbers.
    public var xNames: [String]?

    /// A chart.
    public init(
        title: String, xTitle: String, yTitle: String, series: [Series], hasWholeX: Bool = true,
        joinsPoints: Bool = true, xNames: [String]? = nil
    ) {
        self.title = title
        self.xTitle = xTitle
        self.yTitle = yTitle
        self.series = series
        self.hasWholeX = hasWholeX
        self.joinsPoints = joinsPoints
        self.xNames = xNames
    }

    /// One line.
    public struct Series: Sendable, Equatable {
        /// The name in the legend.
        public var name: String
        /// The points, from left to right; one that is not finite interrupts the line.
        public var points: [Point]
        /// Index of a point to emphasize, such as the best epoch.
        public var emphasized: Int?

        /// A line.
        public init(name: String, points: [Point], emphasized: Int? = nil) {
            self.name = name
            self.points = points
            self.emphasized = emphasized
        }
    }

    /// One point.
    public struct Point: Sendable, Equatable {
        /// How far to the right.
        public var x: Double
        /// How far up.
        public var y: Double
        /// What it is, shown when pointed at; nil for its coordinates.
        public var name: String?

        /// A point.
        public init(x: Double, y: Double, name: String? = nil) {
            self.x = x
            self.y = y
            self.name = name
        }

        /// Whether it can be drawn.
        var isFinite: Bool { x.isFinite && y.isFinite && abs(x) < 1e15 && abs(y) < 1e15 }
    }
}
