// SPDX-License-Identifier: Apache-2.0
import BasketsMetrics

/// Answers as points on a plane, each source with a marker of its own shape. There are no axes:
/// sizes and directions of a map mean nothing.
struct AnswerMapFigure {
    let names: [String]
    let places: [DifferenceCard.Place]

    func draw(width: Double) -> Drawing {
        let columns = width < 500 ? 1 : 2
        let lines = (names.count + columns - 1) / columns
        let top = Double(lines) * 20 + 12
        var drawing = Drawing(width: width, height: top + width * 0.72)
        legend(&drawing, columns: columns, room: width / Double(columns) - 30)
        let margin = 8.0
        let x = Scale(
            covering: places.map(\.x), axis: .linear, from: margin, to: width - margin)
        let y = Scale(
            covering: places.map(\.y), axis: .linear, from: drawing.height - margin,
            to: top + margin)
        for source in names.indices {
            let style = SeriesStyle.numbered(source)
            let outlines = places.filter { $0.source == source }.map {
                style.outline(x.place($0.x), y.place($0.y), size: width < 500 ? 2.2 : 3.2)
            }
            guard !outlines.isEmpty else { continue }
            drawing.path(outlines.joined(), style.isFilled ? "mark" : "mark open", style)
        }
        return drawing
    }

    private func legend(_ drawing: inout Drawing, columns: Int, room: Double) {
        for (place, name) in names.enumerated() {
            let left = Double(place % columns) * (room + 30)
            let y = Double(place / columns) * 20 + 10
            drawing.marker(.numbered(place), left + 8, y, size: 5)
            drawing.fitted(name, room: room, left + 22, y + 4.5)
        }
    }
}
