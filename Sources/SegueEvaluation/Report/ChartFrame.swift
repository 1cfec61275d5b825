/// Where the parts of a chart stand, in the chart's own units.
struct ChartFrame {
    /// Width of every chart.
    static let width = 560.0
    /// Free space at the edges.
    static let edge = 16.0
    private static let plotHeight = 220.0

    let left = 68.0
    let right = ChartFrame.width - ChartFrame.edge
    let top: Double
    let bottom: Double
    let height: Double
    let xScale: AxisScale
    let yScale: AxisScale

    /// Places a chart's axes below a legend that reaches down to `top`.
    init(_ chart: LineChart, top: Double) {
        let points = chart.series.flatMap(\.points).filter(\.isFinite)
        // Names have half a step of room on both sides.
        let room = chart.xNames.map { [0.5, Double($0.count) + 0.5] } ?? []
        xScale = AxisScale(
            covering: points.map(\.x) + room, tickCount: max(8, chart.xNames?.count ?? 0),
            wholeNumbers: chart.hasWholeX || chart.xNames != nil, tight: true)
        yScale = AxisScale(covering: points.map(\.y), tickCount: 5)
        self.top = top + 14
        bottom = self.top + Self.plotHeight
        height = bottom + 46
    }

    /// The horizontal position of a value.
    func x(_ value: Double) -> Double { left + xScale.position(of: value) * (right - left) }

    /// The vertical position of a value.
    func y(_ value: Double) -> Double { bottom - yScale.position(of: value) * (bottom - top) }
}
