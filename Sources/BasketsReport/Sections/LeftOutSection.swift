// SPDX-License-Identifier: Apache-2.0

/// What failed or was left out, counted; and what is wrong with a cell.
enum LeftOutSection {
    static func make(_ report: StudyReport) -> Section? {
        let names = CellNames(report.cells)
        var blocks: [Block] = []
        let problems = report.cells.flatMap { cell in
            cell.problems.map { Phrase(.strong("\(names[cell.name]): "), .text($0)) }
        }
        if !problems.isEmpty { blocks.append(.list(problems)) }
        let groups = LeftOut.groups(report.leftOut)
        if groups.isEmpty {
            blocks.append(.paragraph("No row failed and none was left out."))
        } else {
            blocks.append(
                .table(
                    table(
                        "Rows that no number rests on, or that were changed, with the reason",
                        groups.map(\.all), report)))
        }
        return Section(
            id: "left-out", title: "What failed or was left out", blocks: blocks,
            sections: each(groups.filter { $0.parts.count > 1 }, report))
    }

    /// The lines that stand together above, one by one.
    private static func each(_ groups: [LeftOut.Group], _ report: StudyReport) -> [Section] {
        guard !groups.isEmpty else { return [] }
        let rows = groups.flatMap(\.parts)
        return [
            Section(
                id: "left-out-each", title: "Each of the sets above",
                blocks: [
                    .table(table("The same, source by source and cell by cell", rows, report))
                ], isFolded: true)
        ]
    }

    private static func table(
        _ caption: String, _ rows: [LeftOut], _ report: StudyReport
    ) -> Table {
        Table(
            caption: Phrase(caption),
            columns: [
                Table.Column(title: "Stage"), Table.Column(title: "Of"),
                Table.Column(title: "Count", isNumeric: true), Table.Column(title: "What"),
                Table.Column(title: "Reason"),
            ],
            rows: rows.map { row in
                let total = row.total.map { " of \(NumberFormat.count($0))" } ?? ""
                return Table.Row(
                    header: Phrase(row.stage)
                        + .rows(report.lineID(of: row)),
                    cells: [
                        Table.Cell(Phrase(row.item)),
                        Table.Cell(Phrase(NumberFormat.count(row.count) + total)),
                        Table.Cell(Phrase(row.what)), Table.Cell(reason(row)),
                    ])
            })
    }

    private static func reason(_ row: LeftOut) -> Phrase {
        guard let example = row.example else { return Phrase(row.reason) }
        return Phrase(.text("\(row.reason), for example: "), .text(example.visibleLine))
    }
}
