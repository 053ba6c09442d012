// SPDX-License-Identifier: Apache-2.0

/// All values of each cell as a strip, with quartiles and median: a distribution, not a bar.
struct StripPlot {
    struct Row {
        let name: String
        let style: SeriesStyle
        /// By text, so that the same text has the same height in every row.
        let values: [String: Double]
        /// The number at the right: a median, or a count.
        let value: String
        let detail: String
    }

    let rows: [Row]
    let reference: Double?
    let axis: ReportMeasure.Axis
    let axisTitle: String
    let tickText: (Double) -> String

    /// Beyond this many texts a row shows the outline of their density instead of dots.
    static let mostDots = 150

    func draw(width: Double) -> Drawing {
        let room = rows.map { TextWidth.of($0.value) + TextWidth.of($0.detail) }.max() ?? 0
        let layout = RowLayout(width: width, names: rows.map(\.name), valueRoom: room + 28)
        var drawing = Drawing(width: width, height: layout.height)
        let extent = rows.flatMap(\.values.values) + (reference.map { [$0] } ?? [])
        let scale = Scale(
            covering: extent, axis: axis, from: layout.plotLeft, to: layout.plotRight)
        layout.axis(&drawing, scale, title: axisTitle, tickText: tickText)
        layout.reference(&drawing, scale, at: reference)
        for (index, row) in rows.enumerated() {
            strip(row, layout.y(index), &drawing, scale)
            layout.label(
                &drawing, row: index, name: row.name, style: row.style, value: row.value,
                detail: row.detail)
        }
        return drawing
    }

    private func strip(_ row: Row, _ y: Double, _ drawing: inout Drawing, _ scale: Scale) {
        let finite = row.values.filter { $0.value.isFinite }
        guard !finite.isEmpty else { return }
        let sorted = finite.values.sorted()
        let (low, high) = (Quantile.of(sorted, 0.25), Quantile.of(sorted, 0.75))
        let (left, right) = (scale.place(low), scale.place(high))
        if finite.count > Self.mostDots {
            density(sorted.map(scale.place), y, &drawing, row.style)
        } else {
            dots(finite, y, &drawing, scale, row.style)
        }
        drawing.path(Drawing.path([(left, y + 10), (right, y + 10)]), "quartiles", row.style)
        let middle = scale.place(Quantile.of(sorted, 0.5))
        drawing.path(Drawing.path([(middle, y - 9), (middle, y + 13)]), "median", row.style)
    }

    private func dots(
        _ values: [String: Double], _ y: Double, _ drawing: inout Drawing, _ scale: Scale,
        _ style: SeriesStyle
    ) {
        // A line of no length with round ends is a dot of a few bytes.
        let path = values.sorted { $0.key < $1.key }.map { text, value in
            let place = Drawing.number(scale.place(value))
            return "M\(place) \(Drawing.number(y + Self.jitter(text)))h0"
        }
        drawing.path(path.joined(), "dots", style)
    }

    private func density(
        _ places: [Double], _ y: Double, _ drawing: inout Drawing, _ style: SeriesStyle
    ) {
        guard let first = places.first, let last = places.last, last > first else { return }
        let bins = 60
        var counts = [Double](repeating: 0, count: bins + 1)
        for place in places { counts[Int((place - first) / (last - first) * Double(bins))] += 1 }
        let smooth = counts.indices.map { bin in
            (-2...2).reduce(0) { sum, step in
                counts.indices.contains(bin + step)
                    ? sum + counts[bin + step] * [1, 2, 3, 2, 1][step + 2] / 9 : sum
            }
        }
        let scale = 9 / (smooth.max() ?? 1)
        let x = { (bin: Int) in first + (last - first) * (Double(bin) + 0.5) / Double(bins + 1) }
        let above = smooth.enumerated().map { (x($0.offset), y - $0.element * scale) }
        let below = smooth.enumerated().reversed().map { (x($0.offset), y + $0.element * scale) }
        drawing.path(Drawing.path(above + below, closed: true), "density", style)
    }

    /// A height in -7...7 that depends on the text alone.
    private static func jitter(_ text: String) -> Double {
        var hash: UInt32 = 2_166_136_261  // FNV-1a
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        hash ^= hash >> 15
        return Double(hash % 1_000) / 999 * 14 - 7
    }
}

/// Quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
enum Quantile {
    /// - Parameter sorted: ascending, at least one value.
    static func of(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.last else { return .nan }
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return last }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }
}
