// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// How many sources, apart from which ones.
enum AblationSection {
    static func make(_ report: StudyReport) -> Section? {
        let pictures = SourceCountFigure.make(report) + GroupTables.make(report)
        guard let match = report.ablation.first?.match else {
            return pictures.isEmpty
                ? nil
                : Section(id: "ablation", title: "How many sources, and which", blocks: pictures)
        }
        let details = report.ablation.filter { row in
            report.measures.first { $0.name == row.measure }?.place == .detail
        }
        let main = report.ablation.filter { !details.contains($0) }
        let more = Section(
            id: "ablation-more",
            title: "\(Words.counted(details.count, "further measures")), fitted",
            blocks: [table("The same for further views of the same rows", details, report)],
            isFolded: true)
        return Section(
            id: "ablation", title: "How many sources, apart from which",
            blocks: [
                .paragraph(
                    Phrase(
                        "Baskets of equal \(match) and different sets of sources are fitted as the mean"
                            + " of their sources plus an effect of each doubling of their number. Where"
                            + " that effect is clear of 0, several sources do what their mean does not."
                    ))
            ] + pictures + [
                table("The effect of each doubling of the number of sources", main, report),
                .note(
                    "Least squares over baskets; the interval is over other sets of sources, not over"
                        + " other questions. p is not adjusted."),
            ], sections: details.isEmpty ? [] : [more])
    }

    private static func table(
        _ caption: String, _ rows: [AblationRow], _ report: StudyReport
    ) -> Block {
        let severalTargets = report.targetNames.count > 1
        let columns =
            [Table.Column(title: "Measure")]
            + ["Twice as many sources", "p", "n, baskets"].map {
                Table.Column(title: $0, isNumeric: true)
            } + [
                Table.Column(title: "Each source alone, by the fit"), Table.Column(title: "Rows"),
            ]
        return .table(
            Table(
                caption: Phrase(caption), columns: columns,
                rows: rows.map { row($0, report, severalTargets) }))
    }

    private static func row(
        _ row: AblationRow, _ report: StudyReport, _ severalTargets: Bool
    ) -> Table.Row {
        let measure = report.measures.first { $0.name == row.measure }
        let interval = row.fit.doubling.interval()
        let sources = row.fit.sources.sorted { $0.key < $1.key }
        let format = NumberFormat(
            differences: [row.fit.doubling.value] + sources.map(\.value.value),
            widths: [(interval.upper - interval.lower) / 2])
        let header = (measure?.title ?? row.measure) + (severalTargets ? ", \(row.target)" : "")
        let each = sources.map { "\($0.key) \(format.text($0.value.value))" }
        return Table.Row(
            header: Phrase(header),
            cells: [
                Table.Cell(
                    Phrase(format.signed(row.fit.doubling.value)),
                    details: [
                        "\(format.signed(interval.lower)) to \(format.signed(interval.upper))"
                    ]),
                Table.Cell(Phrase(Words.probability(row.fit.doubling.probability()))),
                Table.Cell(Phrase(NumberFormat.count(row.fit.doubling.n))),
                Table.Cell(Phrase(each.joined(separator: ", "))), .rows(row.rowsID),
            ])
    }
}
