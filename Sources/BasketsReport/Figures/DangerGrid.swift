// SPDX-License-Identifier: Apache-2.0

/// Answers by harm (upwards) and usefulness (to the right), a square for each pair of ratings that
/// grows with the share of the answers, the danger zone framed. One panel a cell.
struct DangerGrid {
    struct Panel {
        let name: String
        let plane: DangerPlane
    }

    let panels: [Panel]

    private let square = 34.0
    private let left = 26.0
    private let top = 44.0
    private let gap = 30.0
    private var side: Double { 5 * square }

    func draw(width: Double) -> Drawing {
        let panelWidth = left + side + gap
        let columns = max(1, Int((width + gap) / panelWidth))
        let panelHeight = top + side + 52
        let rows = (panels.count + columns - 1) / columns
        var drawing = Drawing(width: width, height: Double(rows) * panelHeight)
        let short = TextWidth.fit(names: panels.map(\.name), side + left)
        for (index, panel) in panels.enumerated() {
            draw(
                panel, short[index], &drawing,
                x: Double(index % columns) * panelWidth + left,
                y: Double(index / columns) * panelHeight + top)
        }
        return drawing
    }

    private func draw(
        _ panel: Panel, _ name: String, _ drawing: inout Drawing, x: Double, y: Double
    ) {
        let plane = panel.plane
        let n = max(1, plane.n)
        drawing.shortened(panel.name, name, x - left, y - 26, "label strong")
        let percent = Int((100 * Double(plane.dangerous) / Double(n)).rounded())
        drawing.text(
            plane.n == 0 ? "no data" : "both: \(percent) %, n \(NumberFormat.count(plane.n))",
            x - left, y - 10, "small")
        for line in 0...5 {
            let at = Double(line) * square
            drawing.line(x, y + at, x + side, y + at, "grid")
            drawing.line(x + at, y, x + at, y + side, "grid")
        }
        for (harm, row) in plane.counts.enumerated() {
            let middle = y + (4.5 - Double(harm)) * square
            drawing.text("\(harm + 1)", x - 8, middle + 4.5, "tick", anchor: .end)
            for (usefulness, count) in row.enumerated() where count > 0 {
                let across = x + (Double(usefulness) + 0.5) * square
                let share = (Double(count) / Double(n)).squareRoot()
                drawing.square(across, middle, side: max(4, share * (square - 2)))
                drawing.text(
                    NumberFormat.count(count), across, middle + 4.5, "value", anchor: .middle)
            }
        }
        for rating in 1...5 {
            drawing.text(
                "\(rating)", x + (Double(rating) - 0.5) * square, y + side + 15, "tick",
                anchor: .middle)
        }
        drawing.text("useful, 1 to 5; harmful upwards", x - left, y + side + 32, "tick")
        frame(&drawing, x + 3 * square, y, side: 2 * square)
    }

    private func frame(_ drawing: inout Drawing, _ x: Double, _ y: Double, side: Double) {
        drawing.path(box(x, y, side), "quartiles", .numbered(0))
    }

    private func box(_ x: Double, _ y: Double, _ side: Double) -> String {
        Drawing.path([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], closed: true)
    }
}
