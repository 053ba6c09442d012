// SPDX-License-Identifier: Apache-2.0

/// Whether each cell learned its basket at all.
enum LearningSection {
    static func make(_ report: StudyReport) -> Section? {
        let names = CellNames(report.cells)
        let styles = SeriesStyle.byCell(report.cells)
        let known = report.cells.compactMap { cell in
            report.learningCurves.first { $0.cell == cell.name && !$0.points.isEmpty }
                .map { (cell: cell, curve: $0) }
        }
        guard !known.isEmpty else { return nil }
        let rows = known.map { pair in
            let id = report.lineID(.curve, pair.cell.name)
            return row(pair.cell, pair.curve, Phrase(names[pair.cell.name]) + .rows(id), styles)
        }
        let columns =
            [Table.Column(title: "Cell")]
            + ["Loss before", "Loss after", "Change", "n, held-out rows", "Tokens seen"]
            .map { Table.Column(title: $0, isNumeric: true) } + [Table.Column(title: "Learned")]
        let panels = LearningPanels(
            panels: known.map {
                LearningPanels.Panel(
                    name: names[$0.cell.name], style: styles[$0.cell.name] ?? .vanilla,
                    curve: $0.curve)
            })
        return Section(
            id: "learning", title: "Did each cell learn its basket",
            blocks: [
                .paragraph(
                    "Loss is how surprised a cell is by the next token of an answer, in nats: 0 is"
                        + " no surprise. It is measured on rows of the cell's own basket that were"
                        + " kept out of training. Where it did not fall, nothing was learned, and"
                        + " no reading rests on that cell."),
                figure(known.map { ($0.curve, names[$0.cell.name]) }, panels),
                .table(
                    Table(
                        caption: "Loss on held-out rows of the cell's own basket, nats per token",
                        columns: columns, rows: rows)),
            ])
    }

    private static func row(
        _ cell: ReportCell, _ curve: LearningCurve, _ header: Phrase,
        _ styles: [String: SeriesStyle]
    ) -> Table.Row {
        let format = NumberFormat(decimals: 3)
        let losses = curve.points.compactMap(\.heldOutLoss)
        let number = { (value: Double?) in
            value.map { Table.Cell(Phrase(format.text($0))) }
                ?? Table.Cell("no data", isQuiet: true)
        }
        let change = losses.count > 1 ? losses[losses.count - 1] - losses[0] : nil
        let learned: Table.Cell =
            switch cell.hasLearned {
            case true?: Table.Cell("yes")
            case false?: Table.Cell("no: the loss did not fall")
            case nil: Table.Cell("not known", isQuiet: true)
            }
        return Table.Row(
            header: header, style: styles[cell.name],
            cells: [
                number(losses.first), number(losses.count > 1 ? losses.last : nil),
                change.map { Table.Cell(Phrase(format.signed($0))) }
                    ?? Table.Cell("no data", isQuiet: true),
                Table.Cell(Phrase(NumberFormat.count(curve.heldOutRows))),
                curve.tokensSeen.map { Table.Cell(Phrase(NumberFormat.count($0))) }
                    ?? Table.Cell("not counted", isQuiet: true),
                learned,
            ])
    }

    private static func figure(
        _ curves: [(LearningCurve, String)], _ panels: LearningPanels
    ) -> Block {
        let words = curves.map { curve, name in
            let losses = curve.points.compactMap(\.heldOutLoss)
            let text = NumberFormat(decimals: 3).text
            guard let first = losses.first, let last = losses.last else {
                return "\(name): no held-out loss"
            }
            return "\(name): held-out loss from \(text(first)) to \(text(last))"
        }
        return .figure(
            Figure(
                id: "fig-learning", title: "Learning curves",
                description: words.joined(separator: "; ") + ".",
                caption: Phrase(
                    .strong("Learning curves. "),
                    .text(
                        "Thin: loss on the rows of each step. Thick, with markers: loss on held-out"
                            + " rows of the same basket. Nats per answer token.")),
                wide: panels.draw(width: MeasureFigures.wide),
                narrow: panels.draw(width: MeasureFigures.narrow)))
    }
}
