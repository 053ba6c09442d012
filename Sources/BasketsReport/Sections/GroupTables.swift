// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Each headline measure against the number of sources, the writers' bracket and the target.
enum GroupTables {
    static func make(_ report: StudyReport) -> [Block] {
        let groups = report.basketGroups ?? []
        return [
            (BasketGroup.Axis.sources, "Measures by number of sources", "Sources"),
            (.bracket, "Measures by the writers' bracket", "Bracket"),
        ].compactMap { axis, caption, title in
            let own = groups.filter { $0.axis == axis }
            return own.isEmpty ? nil : .table(table(own, report, caption, title))
        }
    }

    private static func table(
        _ groups: [BasketGroup], _ report: StudyReport, _ caption: String, _ title: String
    ) -> Table {
        let measures = report.measures.filter(\.isHeadline)
        return Table(
            caption: Phrase(caption + ": mean over baskets, and the lowest and highest of them"),
            columns: [Table.Column(title: title), Table.Column(title: "Target")]
                + measures.map { Table.Column(title: $0.title, isNumeric: true) },
            rows: groups.map { group in
                let target = report.targets.first { $0.name == group.target }
                return Table.Row(
                    header: Phrase(group.name) + .rows(group.rowsID),
                    cells: [Table.Cell(Phrase(target?.model ?? group.target))]
                        + measures.map { cell(group, $0, report) })
            }, repeated: 2)
    }

    private static func cell(
        _ group: BasketGroup, _ measure: ReportMeasure, _ report: StudyReport
    ) -> Table.Cell {
        let values = report.values(of: measure.name, in: group)
        guard let low = values.min(), let high = values.max() else {
            return Table.Cell("no data", isQuiet: true)
        }
        let format = NumberFormat(values: values, precisions: [(high - low) / 4])
        let mean = values.reduce(0, +) / Double(values.count)
        return Table.Cell(
            Phrase(format.text(mean)),
            details: (values.count > 1 ? ["\(format.text(low)) to \(format.text(high))"] : [])
                + ["n \(NumberFormat.count(values.count))"])
    }
}
