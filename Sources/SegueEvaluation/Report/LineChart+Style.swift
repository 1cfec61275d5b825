extension LineChart {
    /// Number of colors before lines are dashed.
    static let colorCount = 8

    /// The style of all charts, to be put once into a page that shows some.
    public static var styleSheet: String {
        let light = zip(0..., lightColors).map { "--c\($0):\($1)" }.joined(separator: ";")
        let dark = zip(0..., darkColors).map { "--c\($0):\($1)" }.joined(separator: ";")
        let lines = (0..<colorCount).map { ".chart .c\($0){--color:var(--c\($0))}" }.joined(separator: "\n")
        return """
            .chart{\(light);--chart-ink:#3d4450;--chart-muted:#667080;--chart-grid:#e3e6eb;--chart-ground:#fff;\
            display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
            @media (prefers-color-scheme:dark){.chart{\(dark);--chart-ink:#d5dae2;--chart-muted:#98a2b3;\
            --chart-grid:#2b313b;--chart-ground:#171b21}}
            \(lines)
            .chart .line{fill:none;stroke:var(--color);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
            .chart .dashed .line{stroke-dasharray:6 4}
            .chart .point circle{fill:var(--color)}
            .chart .emphasized circle:first-child{stroke:var(--chart-ground);stroke-width:2}
            .chart .point .target{fill:transparent}
            .chart .point:hover circle:first-child{r:5px}
            .chart .grid{stroke:var(--chart-grid);stroke-width:1}
            .chart .axis{stroke:var(--chart-muted);stroke-width:1}
            .chart .label{fill:var(--chart-muted);font-variant-numeric:tabular-nums}
            .chart .name{fill:var(--chart-ink)}
            """
    }

    private static let lightColors = [
        "#2563c9", "#c4560c", "#12805c", "#b0307f", "#6d4bc4", "#8a6a00", "#0b7f95", "#5b6472",
    ]

    private static let darkColors = [
        "#6ea3ff", "#f59b57", "#4fc79b", "#f07fc0", "#ab92f5", "#d9b64a", "#4cc0d6", "#a7b0be",
    ]
}
