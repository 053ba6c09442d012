// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The headline measures side by side, for one target; several targets are left to the sections.
enum GlanceFigure {
    /// More panels than this are no longer seen at a glance.
    private static let mostPanels = 6

    static func make(_ report: StudyReport) -> Block? {
        let tables = report.measureTables().filter { $0.measure.isHeadline && $0.hasValues }
        guard report.targetNames.count == 1, !tables.isEmpty else { return nil }
        let styles = SeriesStyle.byCell(report.cells)
        let panels = tables.prefix(mostPanels).map { panel($0, styles) }
        let glance = Glance(panels: Array(panels))
        let measures = Words.list(tables.prefix(mostPanels).map(\.measure.title))
        return .figure(
            Figure(
                id: "fig-glance", title: "The main measures side by side",
                description: "A panel for each of: \(measures). "
                    + tables.prefix(mostPanels).map(\.inWords).joined(separator: " "),
                caption: Phrase(
                    .strong("The main measures side by side. "),
                    .text(caption(Array(tables)))),
                wide: glance.draw(width: 760), narrow: glance.draw(width: 350)))
    }

    private static func caption(_ tables: [MeasureTable]) -> String {
        let rows = tables.flatMap(\.rows)
        var out = rows.contains { $0.score?.interval != nil } ? "Bars are intervals." : ""
        if rows.contains(where: { $0.contrast != nil }) {
            out += " The dashed line is the untuned target"
            let isShaded = rows.contains { $0.contrast?.smallestDifference != nil }
            out +=
                isShaded
                ? "; inside the shaded band around it a difference is too small to tell." : "."
        }
        return out.trimmingPrefix(" ").description
    }

    private static func panel(
        _ table: MeasureTable, _ styles: [String: SeriesStyle]
    ) -> Glance.Panel {
        Glance.Panel(
            title: table.measure.title, hint: "← \(table.measure.lower)",
            rows: table.rows.map { DotRow($0, style: styles[$0.cell.name] ?? .vanilla) },
            reference: table.referenceValue(among: table.rows),
            axis: table.measure.axis, format: table.format)
    }
}

extension MeasureTable {
    /// The vanilla cell's value, where there is another cell to read against it.
    func referenceValue(among rows: [Row]) -> Double? {
        guard rows.count > 1 else { return nil }
        return rows.first { $0.cell.kind == .vanilla }?.score?.value
    }

    /// All values in a sentence, for who cannot see the drawing.
    var inWords: String {
        let values = rows.map { row in
            guard let score = row.score, let value = score.value else {
                return "\(row.name) no data"
            }
            let interval = score.interval.map {
                ", interval \(format.text($0.lower)) to \(format.text($0.upper))"
            }
            return "\(row.name) \(format.text(value))\(interval ?? "")"
                + ", n \(NumberFormat.count(score.n))"
        }
        return "\(measure.title), \(measure.unit): \(values.joined(separator: "; "))."
    }
}
