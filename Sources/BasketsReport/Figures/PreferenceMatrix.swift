// SPDX-License-Identifier: Apache-2.0

/// A share for each judge (rows) and writer (columns): the number itself over a square that grows
/// with it, so that nothing is told by colour.
struct PreferenceMatrix {
    let judges: [String]
    let writers: [String]
    /// [judges, writers], each in [0, 1]; nil where there is none.
    let values: [[Double?]]

    private let rowHeight = 46.0
    private let lineHeight = 18.0

    func draw(width: Double) -> Drawing {
        let longest = judges.map { TextWidth.of($0.visibleLine) }.max() ?? 0
        let left = min(longest + 16, width * 0.42)
        let side = min(110, (width - left) / Double(max(writers.count, 1)))
        let top = 26.0
        let bottom = top + rowHeight * Double(judges.count)
        let keyed = Double(writers.count) * lineHeight
        var drawing = Drawing(width: width, height: bottom + 14 + keyed)
        for (column, writer) in writers.enumerated() {
            let x = left + (Double(column) + 0.5) * side
            drawing.text("\(column + 1)", x, top - 8, "tick", anchor: .middle)
            drawing.fitted(
                "\(column + 1)  \(writer)", room: width, 0,
                bottom + 10 + (Double(column) + 1) * lineHeight, "small")
        }
        let short = TextWidth.fit(names: judges, left - 10)
        for (row, judge) in judges.enumerated() {
            let y = top + (Double(row) + 0.5) * rowHeight
            drawing.line(
                0, y - rowHeight / 2, left + side * Double(writers.count), y - rowHeight / 2, "grid"
            )
            drawing.shortened(judge, short[row], 0, y + 4.5)
            for (column, value) in values[row].enumerated() {
                guard let value else { continue }
                let x = left + (Double(column) + 0.5) * side
                drawing.square(x, y, side: value * (min(side, rowHeight) - 6))
                drawing.text(
                    NumberFormat(decimals: 2).text(value), x, y + 4.5, "value", anchor: .middle)
            }
        }
        return drawing
    }
}
