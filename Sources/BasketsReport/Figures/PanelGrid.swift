// SPDX-License-Identifier: Apache-2.0

/// Small panels side by side, one below the other where there is little room, with one line of words
/// below all of them.
struct PanelGrid {
    /// Room around the plot of a panel, in user units.
    struct Margins {
        let left: Double
        let right: Double
        var top = 34.0
        let bottom = 28.0
    }

    /// Where a panel stands and where its plot does.
    struct Place {
        let left: Double
        let top: Double
        let width: Double
        let plot: Plot
    }

    let panelHeight: Double
    let margins: Margins
    /// What the horizontal axes of all panels are.
    let below: String

    /// - Parameter width: of the whole.
    func draw<Panel>(
        _ panels: [Panel], width: Double, _ draw: (Panel, Place, inout Drawing) -> Void
    ) -> Drawing {
        let columns = width < 500 ? 1 : Columns.of(panels.count)
        let rows = (panels.count + columns - 1) / columns
        let height = Double(rows) * panelHeight
        let panelWidth = width / Double(columns)
        var drawing = Drawing(width: width, height: height + 24)
        for (index, panel) in panels.enumerated() {
            let left = Double(index % columns) * panelWidth
            let top = Double(index / columns) * panelHeight
            let plot = Plot(
                left: left + margins.left, right: left + panelWidth - margins.right,
                top: top + margins.top, bottom: top + panelHeight - margins.bottom)
            draw(panel, Place(left: left, top: top, width: panelWidth, plot: plot), &drawing)
        }
        drawing.text(below, margins.left, height + 14, "axis")
        return drawing
    }
}
