// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// A cell's number in a dot plot.
struct DotRow {
    let name: String
    let style: SeriesStyle
    let value: Double?
    let interval: Interval?
    let n: Int
    /// The smallest difference from the reference that can be told; nil where unknown.
    let smallestDifference: Double?

    init(_ row: MeasureTable.Row, style: SeriesStyle) {
        name = row.name
        self.style = style
        value = row.score?.value
        interval = row.score?.interval
        n = row.score?.n ?? 0
        smallestDifference = row.contrast?.smallestDifference
    }

    /// What the axis must cover: the number, its interval and the shade around the reference.
    func extent(around reference: Double?) -> [Double] {
        let own = [value, interval?.lower, interval?.upper].compactMap { $0 }
        guard let reference, let smallest = smallestDifference else { return own }
        return own + [reference - smallest, reference + smallest]
    }

    /// Shades the values that cannot be told from the reference.
    func shade(
        around reference: Double?, _ drawing: inout Drawing, _ scale: Scale, top: Double,
        height: Double
    ) {
        guard let reference, reference.isFinite, let smallest = smallestDifference,
            smallest.isFinite
        else { return }
        let left = scale.place(reference - smallest)
        let right = scale.place(reference + smallest)
        drawing.band(left, top, right - left, height, "band")
    }

    func mark(_ drawing: inout Drawing, _ scale: Scale, y: Double, size: Double = 6) {
        guard let value, value.isFinite else { return }
        if let interval {
            let (left, right) = (scale.place(interval.lower), scale.place(interval.upper))
            let ends = Drawing.path([(left, y - 4), (left, y + 4)])
            let others = Drawing.path([(right, y - 4), (right, y + 4)])
            let bar = Drawing.path([(left, y), (right, y)])
            drawing.path(bar + ends + others, "interval", style)
        }
        drawing.marker(style, scale.place(value), y, size: size)
    }
}
