// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Heaps' k and beta of each cell together: a figure and a table for each target.
enum HeapsFigure {
    static func make(_ report: StudyReport) -> [Block] {
        let names = CellNames(report.cells)
        let styles = SeriesStyle.byCell(report.cells)
        return report.targetNames.enumerated().flatMap { index, target -> [Block] in
            let regions = report.cells.filter { $0.target == target }.compactMap { cell in
                report.heaps?.first { $0.cell == cell.name }
            }
            guard !regions.isEmpty else { return [] }
            let title =
                "Heaps' law, k and beta together"
                + (report.targetNames.count > 1 ? ", \(target)" : "")
            return [
                figure(regions, names, styles, title, number: index),
                table(regions, names, styles, title),
            ]
        }
    }

    private static let caption =
        "How the vocabulary grows, V(N) = k N^beta: each outline holds 95 % of what k and beta together"
        + " may be for other questions of the kind. They go together, so two cells may differ though"
        + " the intervals of k and of beta overlap. Of answers cut to equal lengths."

    private static func figure(
        _ regions: [HeapsRegion], _ names: CellNames, _ styles: [String: SeriesStyle],
        _ title: String, number: Int
    ) -> Block {
        let plot = RegionPlot(
            regions: regions.map { region in
                RegionPlot.Region(
                    name: names[region.cell], style: styles[region.cell] ?? .vanilla,
                    center: (region.fit.k, region.fit.beta),
                    outline: region.outline.map { ($0.k, $0.beta) })
            }, xTitle: "k, logarithmic axis", yTitle: "beta")
        let description = regions.map { region in
            "\(names[region.cell]): k \(k(region.fit.k)), beta \(beta(region.fit.beta))"
        }
        return .figure(
            Figure(
                id: "fig-heaps-\(number)", title: title,
                description: description.joined(separator: "; ") + ".",
                caption: Phrase(.strong("\(title). "), .text(caption)),
                wide: plot.draw(width: MeasureFigures.wide),
                narrow: plot.draw(width: MeasureFigures.narrow)))
    }

    private static func table(
        _ regions: [HeapsRegion], _ names: CellNames, _ styles: [String: SeriesStyle],
        _ title: String
    ) -> Block {
        let rows = regions.map { region in
            Table.Row(
                header: Phrase(names[region.cell]), style: styles[region.cell],
                cells: [
                    Table.Cell(
                        Phrase(k(region.fit.k)),
                        details: ["\(k(region.k.lower)) to \(k(region.k.upper))"]),
                    Table.Cell(
                        Phrase(beta(region.fit.beta)),
                        details: ["\(beta(region.beta.lower)) to \(beta(region.beta.upper))"]),
                    Table.Cell(Phrase(NumberFormat(decimals: 2).text(region.correlation))),
                    Table.Cell(Phrase(NumberFormat.count(region.questions))),
                ])
        }
        let numbers = ["k", "beta", "Correlation of log k and beta", "n, questions"]
        return .table(
            Table(
                caption: Phrase(title),
                columns: [Table.Column(title: "Cell")]
                    + numbers.map { Table.Column(title: $0, isNumeric: true) }, rows: rows))
    }

    private static func k(_ value: Double) -> String { NumberFormat(decimals: 2).text(value) }
    private static func beta(_ value: Double) -> String { NumberFormat(decimals: 3).text(value) }
}
