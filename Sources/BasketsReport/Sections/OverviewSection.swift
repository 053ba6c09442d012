// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Every measure of every cell in one table.
enum OverviewSection {
    static func make(_ report: StudyReport) -> Section? {
        let tables = report.measureTables()
        guard !tables.isEmpty else { return nil }
        let names = CellNames(report.cells)
        let columns =
            [Table.Column(title: "Measure")]
            + report.cells.map { Table.Column(title: names[$0.name], isNumeric: true) }
        func table(_ caption: String, _ tables: [MeasureTable]) -> Block {
            .table(
                Table(
                    caption: Phrase(caption), columns: columns, rows: tables.map { row($0, report) }
                ))
        }
        let details = tables.filter { $0.measure.place == .detail }
        let more = Section(
            id: "more-scores", title: Words.counted(details.count, "further measures"),
            blocks: [
                table("Further views of the same rows, for who doubts the main ones", details)
            ], isFolded: true)
        return Section(
            id: "all-scores", title: "All scores",
            blocks: [
                .note(
                    "▲ higher and ▼ lower than the untuned target by at least the smallest"
                        + " difference that shows in n rows, which stands behind \u{201c}shows from\u{201d};"
                        + " ≈ too small to tell; ? no reading. n stands with the measure where it is the"
                        + " same for all. Methods, notes and figures stand in the sections below."),
                table(
                    "Measures in rows. Each number with its interval and n, and below it how it"
                        + " stands to the untuned target.",
                    tables.filter { $0.measure.place != .detail }),
            ], sections: details.isEmpty ? [] : [more])
    }

    private static func row(_ table: MeasureTable, _ report: StudyReport) -> Table.Row {
        let measure = table.measure
        let counts = Set(table.rows.compactMap(\.score).filter { $0.value != nil }.map(\.n))
        let shared = counts.count == 1 ? counts.first : nil
        let n = shared.map { "; n \(NumberFormat.count($0))" } ?? ""
        let header =
            Phrase(.link(measure.title, section: measure.sectionID))
            + Phrase(.quiet("\(measure.unit); lower: \(measure.lower)\(n)"))
            + .rows(report.lineID(.measure, measure.name))
        return Table.Row(
            header: header, cells: table.rows.map { cell($0, table, hasOwnN: shared == nil) })
    }

    private static func cell(
        _ row: MeasureTable.Row, _ table: MeasureTable, hasOwnN: Bool
    ) -> Table.Cell {
        guard let score = row.score, let value = score.value else {
            return Table.Cell(
                "no data", details: [row.score?.note ?? "not measured"], isQuiet: true)
        }
        var details: [String] = []
        if let interval = score.interval {
            details.append(
                "\(table.format.text(interval.lower)) to \(table.format.text(interval.upper))")
        }
        if hasOwnN { details.append("n \(NumberFormat.count(score.n))") }
        if let contrast = row.contrast {
            details.append("\(contrast.reading.sign) \(contrast.reading.brief)")
        }
        let smallest =
            row.contrast.map(\.smallestDifference) ?? score.smallestDifference
        if let smallest { details.append("shows from \(table.format.text(smallest))") }
        let isClear = row.contrast.map { [.higher, .lower].contains($0.reading) } ?? true
        return Table.Cell(Phrase(table.format.text(value)), details: details, isQuiet: !isClear)
    }
}

extension ReportMeasure {
    /// Where the measure's own section is.
    var sectionID: String { "measure-\(name.slug)" }
}
