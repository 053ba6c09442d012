// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// A measure against the number of sources, a small panel each: baskets as dots, their mean with its
/// interval.
struct CountPanels {
    /// Baskets of one number of sources.
    struct Column {
        let count: Int
        /// Of each cell.
        let values: [Double]
        let mean: BasketMean?
    }

    struct Panel {
        let name: String
        let columns: [Column]
    }

    let panels: [Panel]

    func draw(width: Double) -> Drawing {
        let grid = PanelGrid(
            panelHeight: 204, margins: .init(left: 48, right: 22, top: 48),
            below: "number of sources")
        return grid.draw(panels, width: width) { panel, place, drawing in
            // Strong letters are wider than those that the room is reckoned with.
            drawing.wrapped(
                panel.name, room: (place.width - 14) * 0.88, place.left, place.top + 18,
                "label strong")
            draw(panel, place.plot, &drawing)
        }
    }

    private func draw(_ panel: Panel, _ plot: Plot, _ drawing: inout Drawing) {
        let all = panel.columns.flatMap { column in
            column.values
                + [column.mean?.value, column.mean?.interval.lower, column.mean?.interval.upper]
                .compactMap { $0 }
        }
        let y = Scale(covering: all, axis: .linear, from: plot.bottom, to: plot.top)
        for tick in y.ticks(4) {
            drawing.line(plot.left, y.place(tick), plot.right, y.place(tick), "grid")
            drawing.text(
                NumberFormat.tick(tick), plot.left - 6, y.place(tick) + 4.5, "tick", anchor: .end)
        }
        let step = (plot.right - plot.left) / Double(max(panel.columns.count, 1))
        let places = panel.columns.indices.map { plot.left + step * (Double($0) + 0.5) }
        let means = zip(panel.columns, places).compactMap { column, x in
            column.mean.map { (x, y.place($0.value)) }
        }
        drawing.path(Drawing.path(means), "curve thin", Self.style)
        for (column, x) in zip(panel.columns, places) {
            for value in column.values where value.isFinite {
                drawing.marker(.vanilla, x - 9, y.place(value), size: 3)
            }
            if let mean = column.mean { mark(mean, x, y, &drawing) }
            drawing.text("\(column.count)", x, plot.bottom + 18, "tick", anchor: .middle)
        }
        drawing.line(plot.left, plot.bottom, plot.right, plot.bottom, "stem")
    }

    private static let style = SeriesStyle.numbered(0)

    private func mark(
        _ mean: BasketMean, _ x: Double, _ y: Scale, _ drawing: inout Drawing
    ) {
        let (low, high) = (y.place(mean.interval.lower), y.place(mean.interval.upper))
        let bar = Drawing.path([(x, low), (x, high)])
        let ends = [low, high].map { Drawing.path([(x - 4, $0), (x + 4, $0)]) }
        drawing.path(bar + ends.joined(), "interval", Self.style)
        drawing.marker(Self.style, x, y.place(mean.value), size: 5)
    }
}
