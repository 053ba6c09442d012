// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The drawings of one measure.
enum MeasureFigures {
    static let wide = 760.0
    static let narrow = 350.0

    /// A dot plot for each target.
    static func dots(_ table: MeasureTable, _ report: StudyReport) -> [Block] {
        guard table.hasValues else { return [] }
        let styles = SeriesStyle.byCell(report.cells)
        return report.targetNames.enumerated().compactMap { index, target in
            let rows = table.rows.filter { $0.cell.target == target && $0.score != nil }
            guard !rows.isEmpty else { return nil }
            let plot = DotPlot(
                rows: rows.map { DotRow($0, style: styles[$0.cell.name] ?? .vanilla) },
                reference: table.referenceValue(among: rows),
                axis: table.measure.axis, axisTitle: axisTitle(table.measure),
                format: table.format)
            let name = "\(table.measure.title)\(report.targetNames.count > 1 ? ", \(target)" : "")"
            return .figure(
                Figure(
                    id: "fig-\(table.measure.name.slug)-\(index)", title: name,
                    description: table.inWords,
                    caption: Phrase(.strong("\(name). "), .text(dotCaption(rows))),
                    wide: plot.draw(width: wide), narrow: plot.draw(width: narrow)))
        }
    }

    private static func axisTitle(_ measure: ReportMeasure) -> String {
        measure.unit + (measure.axis == .logarithmic ? ", logarithmic axis" : "")
    }

    private static func dotCaption(_ rows: [MeasureTable.Row]) -> String {
        var out = rows.contains { $0.score?.interval != nil } ? "Bars are intervals." : ""
        if rows.contains(where: { $0.contrast != nil }) {
            out += " The dashed line is the untuned target"
            let isShaded = rows.contains { $0.contrast?.smallestDifference != nil }
            out += isShaded ? "; a dot inside the shaded band cannot be told from it." : "."
        }
        return out.trimmingPrefix(" ").description
    }

    /// Value by value, and text by text against the untuned target.
    static func distributions(_ table: MeasureTable, _ report: StudyReport) -> [Block] {
        let values = report.textValues.filter { $0.measure == table.measure.name }
        guard !values.isEmpty else { return [] }
        let styles = SeriesStyle.byCell(report.cells)
        let byCell = Dictionary(
            values.map { ($0.cell, $0.values) }, uniquingKeysWith: { first, _ in first })
        return report.targetNames.enumerated().flatMap { index, target in
            let rows = table.rows.filter { $0.cell.target == target && byCell[$0.cell.name] != nil }
            let strips = TextStrips(
                rows: rows, values: byCell, styles: styles, measure: table.measure,
                number: index, target: report.targetNames.count > 1 ? target : nil)
            return [strips.distribution, strips.paired].compactMap { $0 }
        }
    }
}
