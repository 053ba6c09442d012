// SPDX-License-Identifier: Apache-2.0

/// Rows of one chart: name, drawing and number stand on one line where there is room,
/// the name above the drawing where there is not.
struct RowLayout {
    let width: Double
    let isNarrow: Bool
    let top = 8.0
    let rowHeight: Double
    let rowCount: Int
    let plotLeft: Double
    let plotRight: Double

    init(width: Double, names: [String], valueRoom: Double) {
        self.width = width
        isNarrow = width < 500
        rowCount = names.count
        rowHeight = isNarrow ? 52 : Self.isCrowded(rowCount) ? 24 : 34
        let longest = names.map { TextWidth.of($0.visibleLine) }.max() ?? 0
        plotLeft = isNarrow ? 8 : min(max(longest + 38, 90), width * 0.34)
        plotRight = width - (isNarrow ? 8 : valueRoom)
    }

    /// From so many rows on they stand closer, so that figure and table go on one sheet.
    static func isCrowded(_ rows: Int) -> Bool { rows > 8 }

    var bottom: Double { top + Double(rowCount) * rowHeight }
    /// With the axis and its title.
    var height: Double { bottom + 44 }

    /// Where the marks of a row lie.
    func y(_ row: Int) -> Double {
        top + (Double(row) + (isNarrow ? 0.7 : 0.5)) * rowHeight
    }

    func rowTop(_ row: Int) -> Double { top + Double(row) * rowHeight }

    /// Marker, name and the number at the right.
    func label(
        _ drawing: inout Drawing, row: Int, name: String, style: SeriesStyle, value: String,
        detail: String
    ) {
        let base = isNarrow ? rowTop(row) + 16 : y(row) + 4.5
        drawing.marker(style, 8, base - 4.5, size: 4.5)
        let numbers = TextWidth.of(value) + TextWidth.of(detail) + 14
        let room = isNarrow ? width - 24 - numbers : plotLeft - 32
        let short = TextWidth.fit(names: [name], room)
        drawing.shortened(name, short[0], 20, base)
        let gap = detail.isEmpty ? 0 : TextWidth.of(detail) * 0.92 + 8
        drawing.text(value, width - gap, base, "value", anchor: .end)
        if !detail.isEmpty { drawing.text(detail, width, base, "quiet", anchor: .end) }
    }

    /// Light vertical lines, tick labels and the title of the axis.
    func axis(
        _ drawing: inout Drawing, _ scale: Scale, title: String,
        tickText: (Double) -> String = NumberFormat.tick
    ) {
        let ticks = scale.ticks(isNarrow ? 4 : 6)
        var lastEnd = -Double.infinity
        for tick in ticks {
            let x = scale.place(tick)
            drawing.line(x, top, x, bottom, "grid")
            let words = tickText(tick)
            let half = TextWidth.of(words) / 2
            guard x - half > lastEnd + 6 else { continue }
            lastEnd = x + half
            let inside = min(max(x, half), width - half)
            drawing.text(words, inside, bottom + 16, "tick", anchor: .middle)
        }
        drawing.fitted(
            title, room: width - 8, (plotLeft + plotRight) / 2, bottom + 36, "axis",
            anchor: .middle)
    }

    /// The dashed line that other rows are read against.
    func reference(_ drawing: inout Drawing, _ scale: Scale, at value: Double?) {
        guard let value, value.isFinite else { return }
        drawing.line(scale.place(value), top, scale.place(value), bottom, "reference")
    }
}
