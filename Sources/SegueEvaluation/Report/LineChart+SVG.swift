extension LineChart {
    /// The chart as an `<svg>` element.
    ///
    /// - Parameters:
    ///   - identifier: A name unique in the page, of letters, digits and hyphens; other characters are left out.
    ///   - isStandalone: Whether the chart brings its style along, for a file of its own. In a page, put
    ///     ``styleSheet`` into the page's style once.
    public func svg(identifier: String, isStandalone: Bool = false) -> String {
        let name = identifier.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let legend = ChartLegend(names: series.map(\.name), width: ChartFrame.width - 2 * ChartFrame.edge)
        let frame = ChartFrame(self, top: legend.height)
        let style = isStandalone ? "<style>\(Self.styleSheet)</style>" : ""
        return """
            <svg class="chart" xmlns="http://www.w3.org/2000/svg" \
            viewBox="0 0 \(Self.text(ChartFrame.width)) \(Self.text(frame.height))" role="img" \
            aria-labelledby="\(name)-title \(name)-summary">
            <title id="\(name)-title">\(HTMLText.escaped(title))</title>
            <desc id="\(name)-summary">\(HTMLText.escaped(summary))</desc>\(style)
            \(legend.svg)
            \(axes(in: frame))
            \(series.indices.map { line($0, in: frame) }.joined(separator: "\n"))
            </svg>
            """
    }

    /// The lines in words, the last value of each; or how many points there are.
    var summary: String {
        guard joinsPoints else {
            return series.map { NumberText.counted($0.points.count, "point") + " of \($0.name)" }.joined(
                separator: "; ")
        }
        let ends = series.map { line in
            guard let last = line.points.last(where: \.isFinite) else { return "\(line.name): no values" }
            return "\(line.name): \(Self.reading(last.y)) at \(xTitle.lowercased()) \(Self.reading(last.x))"
        }
        return "\(yTitle) against \(xTitle.lowercased()). " + ends.joined(separator: "; ")
    }

    private func axes(in frame: ChartFrame) -> String {
        var parts: [String] = []
        for tick in frame.yScale.ticks {
            let y = frame.y(tick)
            parts.append(rule("grid", from: (frame.left, y), to: (frame.right, y)))
            parts.append(label(frame.yScale.label(of: tick), x: frame.left - 8, y: y + 4, anchor: "end"))
        }
        parts.append(rule("axis", from: (frame.left, frame.bottom), to: (frame.right, frame.bottom)))
        for tick in frame.xScale.ticks {
            let x = frame.x(tick)
            parts.append(rule("axis", from: (x, frame.bottom), to: (x, frame.bottom + 4)))
            parts.append(label(xLabel(at: tick, frame), x: x, y: frame.bottom + 18, anchor: "middle"))
        }
        parts.append(label(xTitle, x: (frame.left + frame.right) / 2, y: frame.bottom + 36, anchor: "middle"))
        let middle = Self.text((frame.top + frame.bottom) / 2)
        parts.append(
            "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(14 \(middle)) rotate(-90)\">"
                + "\(HTMLText.escaped(yTitle))</text>")
        return parts.joined(separator: "\n")
    }

    private func xLabel(at tick: Double, _ frame: ChartFrame) -> String {
        guard let xNames else { return frame.xScale.label(of: tick) }
        let index = Int(tick) - 1
        return xNames.indices.contains(index) ? xNames[index] : ""
    }

    private func rule(_ style: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double)) -> String {
        "<line class=\"\(style)\" x1=\"\(Self.text(start.x))\" y1=\"\(Self.text(start.y))\" "
            + "x2=\"\(Self.text(end.x))\" y2=\"\(Self.text(end.y))\"/>"
    }

    private func label(_ text: String, x: Double, y: Double, anchor: String) -> String {
        "<text class=\"label\" x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" text-anchor=\"\(anchor)\">"
            + "\(HTMLText.escaped(text))</text>"
    }

    private func line(_ index: Int, in frame: ChartFrame) -> String {
        let points = series[index].points
        var path = ""
        var isPenDown = false
        var marks = ""
        for (position, point) in points.enumerated() {
            guard point.isFinite else {
                isPenDown = false
                continue
            }
            let x = Self.text(frame.x(point.x))
            let y = Self.text(frame.y(point.y))
            if joinsPoints { path += "\(isPenDown ? "L" : "M")\(x) \(y)" }
            isPenDown = true
            let isEmphasized = position == series[index].emphasized
            let radius = isEmphasized ? 4.5 : points.count <= 40 || !joinsPoints ? 2.5 : 0
            let note =
                point.name ?? "\(series[index].name) — \(xTitle) \(Self.reading(point.x)): \(Self.reading(point.y))"
            let kind = isEmphasized ? "point emphasized" : "point"
            marks += "<g class=\"\(kind)\"><circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(Self.text(radius))\"/>"
            if !joinsPoints {
                marks += "<title>\(HTMLText.escaped(note))</title></g>"
                continue
            }
            marks +=
                "<circle class=\"target\" cx=\"\(x)\" cy=\"\(y)\" r=\"8\"/><title>\(HTMLText.escaped(note))</title></g>"
        }
        return "<g class=\"\(Self.styleClass(of: index))\"><path class=\"line\" d=\"\(path)\"/>\(marks)</g>"
    }

    /// The classes that give a line its color and dashes.
    static func styleClass(of index: Int) -> String {
        "series c\(index % colorCount)\(index / colorCount % 2 == 1 ? " dashed" : "")"
    }

    /// A coordinate.
    static func text(_ coordinate: Double) -> String { NumberText.fixed(coordinate, decimals: 1) }

    /// A value to be read: at most four decimals, whole numbers without any.
    private static func reading(_ value: Double) -> String {
        NumberText.fixed(value, decimals: value == value.rounded() ? 0 : 4)
    }
}
