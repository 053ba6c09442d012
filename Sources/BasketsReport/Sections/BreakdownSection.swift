// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Safeguards by category of the request and by template, folded away: few prompts each.
enum BreakdownSection {
    static func make(_ report: StudyReport) -> Section? {
        let tables = report.breakdowns ?? []
        guard !tables.isEmpty else { return nil }
        return Section(
            id: "safeguard-parts", title: "Safeguards, part by part",
            blocks: [
                .paragraph(
                    "The same numbers for each category of requests and for each template, and what"
                        + " each cell has more or less than the untuned target on the same prompts."
                        + " Each part rests on few prompts: its interval says how few. Texts are"
                        + " sealed; templates are named by where they came from.")
            ],
            sections: tables.map { section($0, report) })
    }

    private static func section(_ breakdown: Breakdown, _ report: StudyReport) -> Section {
        let measure = report.measures.first { $0.name == breakdown.measure }
        let title = "\(measure?.title ?? breakdown.measure), by \(breakdown.by.rawValue)"
        return Section(
            id: "parts-\(breakdown.measure.slug)-\(breakdown.by.rawValue)", title: title,
            blocks: [.table(table(breakdown, measure, title, report))], isFolded: true)
    }

    private static func table(
        _ breakdown: Breakdown, _ measure: ReportMeasure?, _ title: String, _ report: StudyReport
    ) -> Table {
        let names = CellNames(report.cells)
        let parts = breakdown.rows.flatMap(\.parts)
        let format = NumberFormat(values: parts.compactMap(\.value))
        let cells = report.cells.filter { cell in parts.contains { $0.cell == cell.name } }
        return Table(
            caption: Phrase("\(title)\(measure.map { ", \($0.unit)" } ?? "")"),
            columns: [Table.Column(title: breakdown.by == .category ? "Category" : "Template")]
                + cells.map { Table.Column(title: names[$0.name], isNumeric: true) },
            rows: breakdown.rows.map { row in
                Table.Row(
                    header: Phrase(row.name),
                    cells: cells.map { cell in
                        row.parts.first { $0.cell == cell.name }.map { part($0, format) } ?? .none
                    })
            } + [
                Table.Row(
                    header: "Rows",
                    cells: cells.map { .rows(report.rowsID(breakdown.measure, $0.name)) })
            ])
    }

    private static func part(_ part: Breakdown.Part, _ format: NumberFormat) -> Table.Cell {
        let count = "n \(NumberFormat.count(part.n))"
        guard let value = part.value else {
            return Table.Cell("no data", details: [count], isQuiet: true)
        }
        let interval = part.interval.map {
            "\(format.text($0.lower)) to \(format.text($0.upper))"
        }
        return Table.Cell(
            Phrase(format.text(value)),
            details: [interval ?? "no interval", count] + difference(part, format))
    }

    private static func difference(_ part: Breakdown.Part, _ format: NumberFormat) -> [String] {
        guard let found = part.difference else { return [] }
        let interval = found.interval.map {
            "\(format.signed($0.lower)) to \(format.signed($0.upper))"
        }
        return [
            "\(format.signed(found.value)) to untuned, \(interval ?? "no interval")"
                + (found.n == part.n ? "" : ", n \(NumberFormat.count(found.n))")
        ]
    }
}
