// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// How many sources, apart from which ones.
enum AblationSection {
    static func make(_ report: StudyReport) -> Section? {
        let groups = GroupTables.make(report)
        guard let match = report.ablation.first?.match else {
            return groups.isEmpty
                ? nil
                : Section(id: "ablation", title: "How many sources, and which", blocks: groups)
        }
        let severalTargets = report.targetNames.count > 1
        let columns =
            [Table.Column(title: "Measure")]
            + ["Twice as many sources", "p", "n, baskets"].map {
                Table.Column(title: $0, isNumeric: true)
            } + [
                Table.Column(title: "Each source alone, by the fit"), Table.Column(title: "Rows"),
            ]
        return Section(
            id: "ablation", title: "How many sources, apart from which",
            blocks: [
                .paragraph(
                    Phrase(
                        "Baskets of equal \(match) and different sets of sources are fitted as the mean"
                            + " of their sources plus an effect of each doubling of their number. Where"
                            + " that effect is clear of 0, several sources do what their mean does not."
                    )),
                .table(
                    Table(
                        caption: "The effect of each doubling of the number of sources",
                        columns: columns,
                        rows: report.ablation.map { row($0, report, severalTargets) })),
                .note(
                    "Least squares over baskets; the interval is over other sets of sources, not over"
                        + " other questions. p is not adjusted."),
            ] + groups)
    }

    private static func row(
        _ row: AblationRow, _ report: StudyReport, _ severalTargets: Bool
    ) -> Table.Row {
        let measure = report.measures.first { $0.name == row.measure }
        let interval = row.fit.doubling.interval()
        let sources = row.fit.sources.sorted { $0.key < $1.key }
        let format = NumberFormat(
            values: [row.fit.doubling.value] + sources.map(\.value.value),
            precisions: [(interval.upper - interval.lower) / 2])
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
