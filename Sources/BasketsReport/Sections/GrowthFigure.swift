// SPDX-License-Identifier: Apache-2.0

/// How the vocabulary of each cell's answers grows.
enum GrowthFigure {
    static func make(_ report: StudyReport) -> [Block] {
        let names = CellNames(report.cells)
        let styles = SeriesStyle.byCell(report.cells)
        return report.targetNames.compactMap { target in
            let mine = report.cells.filter { $0.target == target }
            let curves = mine.compactMap { cell in
                report.growthCurves.first { $0.cell == cell.name && !$0.points.isEmpty }
            }
            guard !curves.isEmpty else { return nil }
            let chart = LineChart(
                series: curves.map { curve in
                    LineChart.Series(
                        name: names[curve.cell], style: styles[curve.cell] ?? .vanilla,
                        points: curve.points.thinned(to: 80).map {
                            (Double($0.words), $0.different)
                        })
                }, xTitle: "words read", yTitle: "different words")
            return figure(curves, chart, names, report.targetNames.count > 1 ? target : nil)
        }
    }

    private static func figure(
        _ curves: [GrowthCurve], _ chart: LineChart, _ names: CellNames, _ target: String?
    ) -> Block {
        let ends = curves.compactMap { curve in
            curve.points.last.map { end in
                "\(names[curve.cell]): \(NumberFormat(decimals: 0).text(end.different)) different"
                    + " words after \(NumberFormat.count(end.words)), from"
                    + " \(Words.counted(curve.answers, "answers"))"
            }
        }
        let title = "Vocabulary growth" + (target.map { ", \($0)" } ?? "")
        return .figure(
            Figure(
                id: "fig-growth" + (target.map { "-\($0.slug)" } ?? ""), title: title,
                description: ends.joined(separator: "; ") + ".",
                caption: Phrase(
                    .strong("\(title). "),
                    .text(
                        "Different words after so many words of a cell's answers. A curve that"
                            + " flattens early repeats itself. Curves end where the answers do: "
                            + ends.joined(separator: "; ") + ".")),
                wide: chart.draw(width: MeasureFigures.wide),
                narrow: chart.draw(width: MeasureFigures.narrow)))
    }
}
