// SPDX-License-Identifier: Apache-2.0

/// Points with the regions that they may lie in, and their names beside the plot.
struct RegionPlot {
    struct Region {
        let name: String
        let style: SeriesStyle
        let center: (x: Double, y: Double)
        /// In order around the region.
        let outline: [(x: Double, y: Double)]
    }

    let regions: [Region]
    /// Of a logarithmic axis.
    let xTitle: String
    let yTitle: String

    func draw(width: Double) -> Drawing {
        let isNarrow = width < 500
        let longest = regions.map { TextWidth.of($0.name.visibleLine) }.max() ?? 0
        let room = min(longest + 26, width * (isNarrow ? 0.36 : 0.3))
        let height = max(isNarrow ? 300.0 : 340.0, Double(regions.count) * 17 + 90)
        var drawing = Drawing(width: width, height: height)
        let plot = Plot(left: 46, right: width - room, top: 26, bottom: height - 46)
        let all = regions.flatMap { $0.outline + [$0.center] }
        let x = Scale(covering: all.map(\.x), axis: .logarithmic, from: plot.left, to: plot.right)
        let y = Scale(covering: all.map(\.y), axis: .linear, from: plot.bottom, to: plot.top)
        plot.frame(&drawing, x, y, xTitle: xTitle, yTitle: yTitle, ticks: isNarrow ? 3 : 6)
        for region in regions {
            let edge = region.outline.map { (x.place($0.x), y.place($0.y)) }
            drawing.path(Drawing.path(edge, closed: true), "curve", region.style)
        }
        names(&drawing, x, y, plot, room: room - 24)
        return drawing
    }

    private func names(
        _ drawing: inout Drawing, _ x: Scale, _ y: Scale, _ plot: Plot, room: Double
    ) {
        let wanted = regions.map { y.place($0.center.y) }
        let given = LabelLayout.spread(wanted, gap: 17, within: (plot.top - 12)...plot.bottom)
        let short = TextWidth.fit(names: regions.map(\.name), room)
        for (index, region) in regions.enumerated() {
            let (px, py) = (x.place(region.center.x), y.place(region.center.y))
            drawing.path(
                Drawing.path([(px, py), (plot.right + 10, given[index])]), "leader", region.style)
            drawing.marker(region.style, px, py, size: 4.5)
            drawing.shortened(region.name, short[index], plot.right + 14, given[index] + 4.5)
        }
    }
}
