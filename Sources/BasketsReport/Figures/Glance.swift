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

    private var rowHeight: Double {
        RowLayout.isCrowded(panels.first?.rows.count ?? 0) ? 24 : 30
    }
    private let panelGap = 26.0

    func draw(width: Double) -> Drawing {
        guard let first = panels.first else { return Drawing(width: width, height: 0) }
        let longest = first.rows.map { TextWidth.of($0.name.visibleLine) }.max() ?? 0
        let left = min(max(longest + 38, 90), width * (width < 500 ? 0.4 : 0.3))
        let columns = width < 500 ? 1 : Columns.of(panels.count)
        let panelWidth = (width - left - panelGap * Double(columns - 1)) / Double(columns)
        let heads = Heads(panels, room: panelWidth)
        let panelTop = heads.height
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
            heads.draw(panel, &drawing, x, top)
            draw(panel, &drawing, x, top, panelWidth)
        }
        return drawing
    }

    /// Title and hint above each panel, alike high for all.
    private struct Heads {
        private let titles: Int
        private let hints: Int
        private let room: Double

        init(_ panels: [Panel], room: Double) {
            func lines(_ words: KeyPath<Panel, String>, _ room: Double) -> Int {
                panels.map { TextWidth.lines($0[keyPath: words], room, most: 2).count }.max() ?? 1
            }
            // Strong letters are wider than those that the room is reckoned with, small ones narrower.
            titles = lines(\.title, room * 0.92)
            hints = lines(\.hint, room * 1.06)
            self.room = room
        }

        var height: Double { 16 + Drawing.lineHeight * Double(titles + hints) }

        /// - Parameter top: of the panel's rows.
        func draw(_ panel: Panel, _ drawing: inout Drawing, _ x: Double, _ top: Double) {
            let hint = top - 10 - Drawing.lineHeight * Double(hints - 1)
            let title = hint - 1 - Drawing.lineHeight * Double(titles)
            drawing.wrapped(panel.title, room: room * 0.92, x, title, "label strong")
            drawing.wrapped(panel.hint, room: room * 1.06, x, hint, "small")
        }
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
