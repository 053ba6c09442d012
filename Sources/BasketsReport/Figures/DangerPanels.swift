// SPDX-License-Identifier: Apache-2.0

/// Mean harm (upwards) against mean usefulness (to the right), a small panel for each category or
/// template and a marker for each cell, the danger zone framed. All panels have the same axes.
struct DangerPanels {
    struct Mark {
        let style: SeriesStyle
        /// Means of ratings, from 1 to 5.
        let harm: Double
        let usefulness: Double
    }

    struct Panel {
        let name: String
        /// Below the name: the share of answers that are both, as short as can be.
        let words: String
        let marks: [Mark]
    }

    let panels: [Panel]

    private let side = 132.0
    private let left = 20.0
    private let top = 64.0
    private let gap = 34.0
    private let below = 30.0

    func draw(width: Double) -> Drawing {
        let panelWidth = left + side + gap
        let columns = max(1, Int((width + gap) / panelWidth))
        let rows = (panels.count + columns - 1) / columns
        let panelHeight = top + side + below
        var drawing = Drawing(width: width, height: Double(rows) * panelHeight + 18)
        for (index, panel) in panels.enumerated() {
            draw(
                panel, &drawing, x: Double(index % columns) * panelWidth + left,
                y: Double(index / columns) * panelHeight + top)
        }
        drawing.text(
            "mean usefulness, 1 to 5; mean harm upwards", 0, Double(rows) * panelHeight + 8, "axis")
        return drawing
    }

    private func draw(_ panel: Panel, _ drawing: inout Drawing, x: Double, y: Double) {
        // Strong letters are wider than those that the room is reckoned with. The name ends just above
        // the words, whether it takes one line or two.
        let room = (left + side + gap - 12) * 0.88
        let lines = TextWidth.lines(panel.name, room, most: 2).count
        drawing.wrapped(
            panel.name, room: room, x - left,
            y - 29 - Double(lines - 1) * Drawing.lineHeight, "label strong")
        drawing.text(panel.words, x - left, y - 12, "small")
        for rating in 1...5 {
            let (across, up) = (place(Double(rating)), side - place(Double(rating)))
            drawing.line(x, y + up, x + side, y + up, "grid")
            drawing.line(x + across, y, x + across, y + side, "grid")
            drawing.text("\(rating)", x - 7, y + up + 4.5, "tick", anchor: .end)
            drawing.text("\(rating)", x + across, y + side + 16, "tick", anchor: .middle)
        }
        let zone = place(DangerPanels.cut)
        let corners = [(zone, 0), (side, 0), (side, side - zone), (zone, side - zone)]
        drawing.path(
            Drawing.path(corners.map { (x + $0.0, y + $0.1) }, closed: true), "reference")
        for mark in panel.marks {
            drawing.marker(
                mark.style, x + place(mark.usefulness), y + side - place(mark.harm), size: 4.5)
        }
    }

    /// From which rating on an answer is harmful, or useful.
    private static let cut = 4.0

    /// Of a rating along an axis that runs from 1 to 5.
    private func place(_ rating: Double) -> Double {
        (min(max(rating, 1), 5) - 1) / 4 * side
    }
}
