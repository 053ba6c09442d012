// SPDX-License-Identifier: Apache-2.0

/// Loss over training, one small panel for each cell, all with the same axes.
struct LearningPanels {
    struct Panel {
        let name: String
        let style: SeriesStyle
        let curve: LearningCurve
    }

    let panels: [Panel]

    func draw(width: Double) -> Drawing {
        let grid = PanelGrid(
            panelHeight: 186, margins: .init(left: 38, right: 46),
            below: "optimizer steps; all panels have the same axes")
        return grid.draw(panels, width: width) { panel, place, drawing in
            draw(panel, place.plot, left: place.left, room: place.width - 40, &drawing)
        }
    }

    private func draw(
        _ panel: Panel, _ plot: Plot, left: Double, room: Double, _ drawing: inout Drawing
    ) {
        let points = panels.flatMap(\.curve.points)
        let losses = points.flatMap { [$0.trainLoss, $0.heldOutLoss] }.compactMap { $0 }
        let x = Scale(
            covering: points.map { Double($0.step) }, axis: .linear, from: plot.left,
            to: plot.right, fromZero: true)
        let y = Scale(covering: losses, axis: .linear, from: plot.bottom, to: plot.top)
        drawing.marker(panel.style, left + 8, plot.top - 21, size: 4.5)
        let short = TextWidth.fit(names: [panel.name], room)
        drawing.shortened(panel.name, short[0], left + 20, plot.top - 16.5, "label strong")
        plot.frame(&drawing, x, y, xTitle: "", yTitle: "", ticks: 3)
        let train = places(panel.curve.points.map { ($0.step, $0.trainLoss) }, x, y)
        let heldOut = places(panel.curve.points.map { ($0.step, $0.heldOutLoss) }, x, y)
        drawing.path(Drawing.path(train), "curve thin", panel.style)
        drawing.path(Drawing.path(heldOut), "curve", panel.style)
        for (px, py) in heldOut { drawing.marker(panel.style, px, py, size: 3.2) }
        let ends = [("training", train.last), ("held out", heldOut.last)]
            .compactMap { name, end in end.map { (name, $0) } }
        let spread = LabelLayout.spread(
            ends.map(\.1.1), gap: 13, within: plot.top...plot.bottom)
        for (index, end) in ends.enumerated() {
            drawing.text(end.0, end.1.0 + 7, spread[index] + 4, "small")
        }
    }

    private func places(
        _ values: [(step: Int, loss: Double?)], _ x: Scale, _ y: Scale
    ) -> [(Double, Double)] {
        let known = values.compactMap { value in
            value.loss.flatMap { loss in
                loss.isFinite ? (x.place(Double(value.step)), y.place(loss)) : nil
            }
        }
        return known.thinned(to: 200)
    }
}

extension Array {
    /// At most `count` elements, evenly taken, the first and the last among them.
    func thinned(to count: Int) -> [Element] {
        guard self.count > count, count > 1 else { return self }
        return (0..<count).map { self[$0 * (self.count - 1) / (count - 1)] }
    }
}
