/// The names of a chart's lines, in rows above the plot.
struct ChartLegend {
    /// The elements to draw.
    let svg: String
    /// How far down it reaches.
    let height: Double

    private static let rowHeight = 20.0
    private static let sampleWidth = 22.0
    /// A generous estimate: text cannot be measured without its font.
    private static let characterWidth = 6.8

    /// A legend that begins a new row where the width is used up.
    init(names: [String], width: Double) {
        var x = 0.0
        var row = 0.0
        var parts: [String] = []
        for (index, name) in names.enumerated() {
            let needed = Self.sampleWidth + Double(name.count) * Self.characterWidth + 24
            if x > 0, x + needed > width {
                x = 0
                row += 1
            }
            let left = ChartFrame.edge + x
            let middle = ChartFrame.edge + row * Self.rowHeight
            let y = LineChart.text(middle)
            parts.append(
                "<g class=\"\(LineChart.styleClass(of: index))\"><line class=\"line\" x1=\"\(LineChart.text(left))\" "
                    + "x2=\"\(LineChart.text(left + 16))\" y1=\"\(y)\" y2=\"\(y)\"/></g>"
                    + "<text class=\"name\" x=\"\(LineChart.text(left + Self.sampleWidth))\" "
                    + "y=\"\(LineChart.text(middle + 4))\">\(HTMLText.escaped(name))</text>")
            x += needed
        }
        svg = parts.joined(separator: "\n")
        height = names.isEmpty ? 0 : ChartFrame.edge + (row + 1) * Self.rowHeight - 8
    }
}
