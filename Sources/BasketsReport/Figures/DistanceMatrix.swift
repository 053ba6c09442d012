// SPDX-License-Identifier: Apache-2.0

/// A number for every pair of sources: the number itself over a square whose side grows with it, so
/// that nothing is told by colour.
struct DistanceMatrix {
    let names: [String]
    /// [sources, sources]; nil where there is none.
    let values: [[Double?]]
    let format: NumberFormat

    func draw(width: Double) -> Drawing {
        let longest = names.map { TextWidth.of($0.visibleLine) }.max() ?? 0
        let left = min(longest + 40, width * 0.42)
        let side = min(86, (width - left) / Double(max(names.count, 1)))
        let top = 26.0
        var drawing = Drawing(width: width, height: top + side * Double(names.count) + 6)
        let known = values.flatMap { $0 }.compactMap { $0 }.filter(\.isFinite)
        let low = min(0, known.min() ?? 0)
        let high = known.max() ?? 1
        for (row, name) in names.enumerated() {
            let y = top + (Double(row) + 0.5) * side
            let column = left + (Double(row) + 0.5) * side
            drawing.text("\(row + 1)", column, top - 8, "tick", anchor: .middle)
            drawing.text("\(row + 1)", 0, y + 4.5, "tick")
            drawing.fitted(name, room: left - 34, 20, y + 4.5)
            drawing.line(
                left, y - side / 2, left + side * Double(names.count), y - side / 2, "grid")
            for (other, value) in values[row].enumerated() {
                let x = left + (Double(other) + 0.5) * side
                guard let value else { continue }
                let share = high > low ? (value - low) / (high - low) : 0
                drawing.square(x, y, side: share * (side - 8))
                drawing.text(format.text(value), x, y + 4.5, "value", anchor: .middle)
            }
        }
        return drawing
    }
}
