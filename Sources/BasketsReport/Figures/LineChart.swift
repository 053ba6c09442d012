// SPDX-License-Identifier: Apache-2.0

/// Lines with their names at their ends, so that no legend has to be looked up.
struct LineChart {
    struct Series {
        let name: String
        let style: SeriesStyle
        let points: [(x: Double, y: Double)]
    }

    let series: [Series]
    let xTitle: String
    let yTitle: String

    func draw(width: Double) -> Drawing {
        let isNarrow = width < 500
        let longest = series.map { TextWidth.of($0.name.visibleLine) }.max() ?? 0
        let room = min(longest + 26, width * (isNarrow ? 0.36 : 0.3))
        let rows = Double(series.count) * 17 + 40
        let height = max(isNarrow ? 300.0 : 340.0, rows + 50)
        var drawing = Drawing(width: width, height: height)
        let plot = Plot(left: 46, right: width - room, top: 26, bottom: height - 46)
        let all = series.flatMap(\.points)
        let x = Scale(
            covering: all.map(\.x), axis: .linear, from: plot.left, to: plot.right, fromZero: true)
        let y = Scale(
            covering: all.map(\.y), axis: .linear, from: plot.bottom, to: plot.top, fromZero: true)
        plot.frame(&drawing, x, y, xTitle: xTitle, yTitle: yTitle, ticks: isNarrow ? 3 : 6)
        for line in series {
            let places = line.points.map { (x.place($0.x), y.place($0.y)) }
            drawing.path(Drawing.path(places), "curve", line.style)
        }
        ends(&drawing, x, y, plot, room: room - 24)
        return drawing
    }

    private func ends(
        _ drawing: inout Drawing, _ x: Scale, _ y: Scale, _ plot: Plot, room: Double
    ) {
        let known = series.compactMap { line in line.points.last.map { (line, $0) } }
        let wanted = known.map { y.place($0.1.y) }
        let given = LabelLayout.spread(wanted, gap: 17, within: (plot.top - 12)...plot.bottom)
        let short = TextWidth.fit(names: known.map(\.0.name), room)
        for (index, (line, point)) in known.enumerated() {
            let (px, py) = (x.place(point.x), y.place(point.y))
            drawing.path(
                Drawing.path([(px, py), (plot.right + 10, given[index])]), "leader", line.style)
            drawing.marker(line.style, px, py, size: 4.5)
            drawing.shortened(line.name, short[index], plot.right + 14, given[index] + 4.5)
        }
    }
}

/// The rectangle that a chart draws in.
struct Plot {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    /// Grid, tick labels and axis titles.
    func frame(
        _ drawing: inout Drawing, _ x: Scale, _ y: Scale, xTitle: String, yTitle: String,
        ticks: Int
    ) {
        for tick in y.ticks(5) {
            let place = y.place(tick)
            drawing.line(left, place, right, place, "grid")
            drawing.text(
                NumberFormat.tick(tick), left - 6, place + 4.5, "tick", anchor: .end)
        }
        for tick in x.ticks(ticks) {
            let place = x.place(tick)
            drawing.line(place, bottom, place, bottom + 4, "stem")
            drawing.text(NumberFormat.tick(tick), place, bottom + 18, "tick", anchor: .middle)
        }
        drawing.line(left, bottom, right, bottom, "stem")
        if !xTitle.isEmpty {
            drawing.text(xTitle, (left + right) / 2, bottom + 38, "axis", anchor: .middle)
        }
        if !yTitle.isEmpty { drawing.text(yTitle, 0, top - 12, "axis") }
    }
}

/// Places for labels that keep their order and do not overlap.
enum LabelLayout {
    /// Places at least `gap` apart, each near the wanted one, inside `range` as far as they fit.
    static func spread(
        _ wanted: [Double], gap: Double, within range: ClosedRange<Double>
    ) -> [Double] {
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        var places = wanted
        var floor = range.lowerBound
        for index in order {
            places[index] = max(wanted[index], floor)
            floor = places[index] + gap
        }
        var ceiling = range.upperBound
        for index in order.reversed() {
            places[index] = min(places[index], ceiling)
            ceiling = places[index] - gap
        }
        return places
    }
}
