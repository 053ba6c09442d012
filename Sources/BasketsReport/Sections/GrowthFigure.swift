// SPDX-License-Identifier: Apache-2.0

/// How the vocabulary of each cell's answers grows: a figure and a table for each target.
enum GrowthFigure {
    static func make(_ report: StudyReport) -> [Block] {
        let names = CellNames(report.cells)
        let styles = SeriesStyle.byCell(report.cells)
        return report.targetNames.enumerated().flatMap { index, target -> [Block] in
            let mine = report.cells.filter { $0.target == target }
            let curves = mine.compactMap { cell in
                report.growthCurves.first { $0.cell == cell.name && !$0.points.isEmpty }
            }
            guard !curves.isEmpty else { return [] }
            let suffix = report.targetNames.count > 1 ? ", \(target)" : ""
            return [
                figure(curves, names, styles, "Vocabulary growth" + suffix, number: index),
                table(curves, report, styles, "Where the curves end" + suffix),
            ]
        }
    }

    private static func figure(
        _ curves: [GrowthCurve], _ names: CellNames, _ styles: [String: SeriesStyle],
        _ title: String, number: Int
    ) -> Block {
        let chart = LineChart(
            series: curves.map { curve in
                LineChart.Series(
                    name: names[curve.cell], style: styles[curve.cell] ?? .vanilla,
                    points: curve.points.thinned(to: 80).map { (Double($0.words), $0.different) })
            }, xTitle: "words read", yTitle: "different words")
        let ends = curves.compactMap { curve in
            curve.points.last.map { end in
                "\(names[curve.cell]): \(NumberFormat(decimals: 0).text(end.different)) different"
                    + " words after \(NumberFormat.count(end.words))"
            }
        }
        return .figure(
            Figure(
                id: "fig-growth-\(number)", title: title,
                description: ends.joined(separator: "; ") + ".",
                caption: Phrase(
                    .strong("\(title). "),
                    .text(
                        "Different words after so many words of a cell's answers. A curve that"
                            + " flattens early repeats itself. Curves end where the answers do.")),
                wide: chart.draw(width: MeasureFigures.wide),
                narrow: chart.draw(width: MeasureFigures.narrow)))
    }

    private static func table(
        _ curves: [GrowthCurve], _ report: StudyReport, _ styles: [String: SeriesStyle],
        _ title: String
    ) -> Block {
        let names = CellNames(report.cells)
        let rows = curves.compactMap { curve in
            curve.points.last.map { end in
                Table.Row(
                    header: Phrase(names[curve.cell])
                        + .rows(report.lineID(.answers, curve.cell)),
                    style: styles[curve.cell],
                    cells: [
                        Table.Cell(Phrase(NumberFormat.count(end.words))),
                        Table.Cell(Phrase(NumberFormat(decimals: 0).text(end.different))),
                        Table.Cell(Phrase(NumberFormat.count(curve.answers))),
                    ])
            }
        }
        let numbers = ["Words read", "Different words", "n, answers"]
        return .table(
            Table(
                caption: Phrase(title),
                columns: [Table.Column(title: "Cell")]
                    + numbers.map { Table.Column(title: $0, isNumeric: true) }, rows: rows))
    }
}
