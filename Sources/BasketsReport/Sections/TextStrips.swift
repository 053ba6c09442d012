// SPDX-License-Identifier: Apache-2.0

/// The figures that are made of one value per text.
struct TextStrips {
    let rows: [MeasureTable.Row]
    let values: [String: [String: Double]]
    let styles: [String: SeriesStyle]
    let measure: ReportMeasure
    /// Place of the target, for names in links.
    let number: Int
    /// Named where there are several.
    let target: String?

    private var isLog: Bool { measure.axis == .logarithmic }

    /// All values of each cell.
    var distribution: Block? {
        let strips = rows.compactMap { row -> StripPlot.Row? in
            guard let mine = values[row.cell.name], !mine.isEmpty else { return nil }
            let sorted = mine.values.sorted()
            let median = Quantile.of(sorted, 0.5)
            return StripPlot.Row(
                name: row.name, style: styles[row.cell.name] ?? .vanilla, values: mine,
                value: "median \(format.text(median))",
                detail: "n \(NumberFormat.count(mine.count))")
        }
        guard !strips.isEmpty else { return nil }
        let plot = StripPlot(
            rows: strips, reference: nil, axis: measure.axis,
            axisTitle: "\(measure.unit) of each text" + (isLog ? ", logarithmic axis" : ""),
            tickText: NumberFormat.tick)
        let title = "\(measure.title), text by text" + (target.map { ", \($0)" } ?? "")
        let kind = strips.contains { $0.values.count > StripPlot.mostDots }
        return figure(
            "fig-texts-\(measure.name.slug)-\(number)", title, strips, plot,
            caption: (kind ? "The outline is the density of all texts" : "Each dot is one text")
                + "; the bar below spans the middle half, the stroke is the median."
                + unbounded(strips.map(\.values)))
    }

    /// Each text against the same text under the untuned target.
    var paired: Block? {
        guard let vanilla = rows.first(where: { $0.cell.kind == .vanilla }),
            let base = values[vanilla.cell.name]
        else { return nil }
        let strips = rows.compactMap { row -> StripPlot.Row? in
            guard row.cell.kind != .vanilla, let mine = values[row.cell.name] else { return nil }
            let changes = compare(mine, base)
            guard !changes.isEmpty else { return nil }
            let below = changes.values.filter { $0 < (isLog ? 1 : 0) }.count
            return StripPlot.Row(
                name: row.name, style: styles[row.cell.name] ?? .vanilla, values: changes,
                value: "lower on \(NumberFormat.count(below))",
                detail: "of \(NumberFormat.count(changes.count))")
        }
        guard !strips.isEmpty else { return nil }
        let plot = StripPlot(
            rows: strips, reference: isLog ? 1 : 0, axis: measure.axis,
            axisTitle: isLog
                ? "times the untuned target's value for the same text, logarithmic axis"
                : "difference to the untuned target for the same text, \(measure.unit)",
            tickText: { isLog ? "×\(NumberFormat.tick($0))" : NumberFormat.tick($0) })
        let title = "\(measure.title), change text by text" + (target.map { ", \($0)" } ?? "")
        return figure(
            "fig-change-\(measure.name.slug)-\(number)", title, strips, plot,
            caption: "Each text against itself under \(vanilla.name): left of the dashed line it"
                + " is lower. The bar spans the middle half, the stroke is the median.")
    }

    /// Values without a place on the axis are counted, not hidden.
    private func unbounded(_ values: [[String: Double]]) -> String {
        let count = values.reduce(0) { sum, row in sum + row.values.count { !$0.isFinite } }
        if count == 0 { return " Nothing was left out." }
        return " Without \(Words.counted(count, "unbounded values")), which no axis can show."
    }

    private var format: NumberFormat {
        NumberFormat(
            values: rows.compactMap { row in
                values[row.cell.name].map { Quantile.of($0.values.sorted(), 0.5) }
            })
    }

    /// Ratios on a logarithmic axis, else differences, of the texts that both have.
    private func compare(_ mine: [String: Double], _ base: [String: Double]) -> [String: Double] {
        var out: [String: Double] = [:]
        for (text, value) in mine {
            guard let other = base[text], value.isFinite, other.isFinite else { continue }
            if isLog {
                if value > 0 && other > 0 { out[text] = value / other }
            } else {
                out[text] = value - other
            }
        }
        return out
    }

    private func figure(
        _ id: String, _ title: String, _ strips: [StripPlot.Row], _ plot: StripPlot,
        caption: String
    ) -> Block {
        let words = strips.map { strip in
            let sorted = strip.values.values.sorted()
            let quartiles = [0.25, 0.75].map {
                NumberFormat(decimals: 2).text(Quantile.of(sorted, $0))
            }
            return "\(strip.name): \(strip.value), \(strip.detail),"
                + " middle half \(quartiles[0]) to \(quartiles[1])"
        }
        return .figure(
            Figure(
                id: id, title: title, description: words.joined(separator: "; ") + ".",
                caption: Phrase(.strong("\(title). "), .text(caption)),
                wide: plot.draw(width: MeasureFigures.wide),
                narrow: plot.draw(width: MeasureFigures.narrow)))
    }
}
