// SPDX-License-Identifier: Apache-2.0

/// The headline measures side by side: rows are cells, each panel has its own axis.
struct Glance {
    struct Panel {
        let title: String
        let hint: String
        let rows: [DotRow]
        let reference: Double?
        let axis: ReportMeasure.Axis
        let format: NumberFormat
    }

    let panels: [Panel]

    private let rowHeight = 30.0
    private let panelTop = 46.0
    private let panelGap = 26.0

    func draw(width: Double) -> Drawing {
        guard let first = panels.first else { return Drawing(width: width, height: 0) }
        let longest = first.rows.map { TextWidth.of($0.name.visibleLine) }.max() ?? 0
        let left = min(max(longest + 38, 90), width * (width < 500 ? 0.4 : 0.3))
        let columns = width < 500 ? 1 : Columns.of(panels.count)
        let panelWidth = (width - left - panelGap * Double(columns - 1)) / Double(columns)
        let blockHeight = panelTop + Double(first.rows.count) * rowHeight + 36
        let blocks = (panels.count + columns - 1) / columns
        var drawing = Drawing(width: width, height: Double(blocks) * blockHeight)
        for block in 0..<blocks {
            let top = Double(block) * blockHeight + panelTop
            names(first.rows, &drawing, top: top, room: left - 32)
        }
        for (index, panel) in panels.enumerated() {
            let x = left + Double(index % columns) * (panelWidth + panelGap)
            let top = Double(index / columns) * blockHeight + panelTop
            draw(panel, &drawing, x, top, panelWidth)
        }
        return drawing
    }

    private func names(_ rows: [DotRow], _ drawing: inout Drawing, top: Double, room: Double) {
        let short = TextWidth.fit(names: rows.map(\.name), room)
        for (index, row) in rows.enumerated() {
            let y = top + (Double(index) + 0.5) * rowHeight
            drawing.marker(row.style, 8, y, size: 4.5)
            drawing.shortened(row.name, short[index], 20, y + 4.5)
        }
    }

    /// "n 12", or "n 1 to 12" where the rows rest on different numbers.
    private func nWords(_ rows: [DotRow]) -> String {
        guard let least = rows.map(\.n).min(), let most = rows.map(\.n).max() else { return "" }
        let all = least == most ? "" : "\(NumberFormat.count(least)) to "
        return "n \(all)\(NumberFormat.count(most))"
    }

    private func draw(
        _ panel: Panel, _ drawing: inout Drawing, _ left: Double, _ top: Double, _ width: Double
    ) {
        let texts = panel.rows.map { $0.value.map(panel.format.text) ?? "no data" }
        let valueRoom = (texts + [nWords(panel.rows)]).map(TextWidth.of).max() ?? 0
        let right = left + width - valueRoom - 8
        let bottom = top + Double(panel.rows.count) * rowHeight
        let scale = Scale(
            covering: panel.rows.flatMap { $0.extent(around: panel.reference) }, axis: panel.axis,
            from: left, to: right)
        drawing.fitted(panel.title, room: width, left, top - 26, "label strong")
        drawing.fitted(panel.hint, room: width * 1.06, left, top - 10, "small")
        for (index, row) in panel.rows.enumerated() {
            row.shade(
                around: panel.reference, &drawing, scale, top: top + Double(index) * rowHeight,
                height: rowHeight)
        }
        for tick in scale.ticks(3) {
            let x = scale.place(tick)
            drawing.line(x, top, x, bottom, "grid")
            let words = NumberFormat.tick(tick)
            guard x + TextWidth.of(words) / 2 < left + width - TextWidth.of(nWords(panel.rows)) - 6
            else { continue }
            drawing.text(words, x, bottom + 15, "tick", anchor: .middle)
        }
        drawing.text(nWords(panel.rows), left + width, bottom + 15, "tick", anchor: .end)
        if let reference = panel.reference, reference.isFinite {
            let x = scale.place(reference)
            drawing.line(x, top, x, bottom, "reference")
        }
        for (index, row) in panel.rows.enumerated() {
            let y = top + (Double(index) + 0.5) * rowHeight
            row.mark(&drawing, scale, y: y, size: 5)
            drawing.text(texts[index], left + width, y + 4.5, "value", anchor: .end)
        }
    }
}
