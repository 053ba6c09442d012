// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Headline measures against the number of sources, a figure for each target.
enum SourceCountFigure {
    static func make(_ report: StudyReport) -> [Block] {
        report.targetNames.enumerated().compactMap { index, target in
            let groups = (report.basketGroups ?? []).filter {
                $0.target == target && $0.axis == .sources
            }
            let panels = report.measures.filter(\.isHeadline).compactMap { measure in
                panel(measure, groups, report)
            }
            guard groups.count > 1, !panels.isEmpty else { return nil }
            return figure(
                panels, index, report.targetNames.count > 1 ? ", \(target)" : "", report)
        }
    }

    private static func panel(
        _ measure: ReportMeasure, _ groups: [BasketGroup], _ report: StudyReport
    ) -> CountPanels.Panel? {
        let columns = groups.compactMap { group -> CountPanels.Column? in
            guard let count = group.count else { return nil }
            return CountPanels.Column(
                count: count, values: report.values(of: measure.name, in: group),
                mean: group.means.first { $0.measure == measure.name })
        }
        return columns.count { !$0.values.isEmpty } > 1
            ? CountPanels.Panel(name: measure.title, columns: columns) : nil
    }

    private static func figure(
        _ panels: [CountPanels.Panel], _ number: Int, _ suffix: String, _ report: StudyReport
    ) -> Block {
        let chart = CountPanels(panels: panels)
        let match = report.ablation.first.map { " at equal \($0.match)" } ?? ""
        let title = "Measures against the number of sources\(match)\(suffix)"
        return .figure(
            Figure(
                id: "fig-source-count-\(number)", title: title,
                description: panels.map(inWords).joined(separator: " "),
                caption: Phrase(
                    .strong("\(title). "),
                    .text(
                        "Open circles are baskets, one a training seed; beside them their mean, with an"
                            + " interval of 95 % over other questions and, where there are several,"
                            + " training seeds. Other sets of sources may move it too: the table below"
                            + " holds number and sources apart.")),
                wide: chart.draw(width: MeasureFigures.wide),
                narrow: chart.draw(width: MeasureFigures.narrow)))
    }

    private static func inWords(_ panel: CountPanels.Panel) -> String {
        let parts = panel.columns.map { column in
            let values = column.values
            let mean = column.mean?.value ?? values.reduce(0, +) / Double(max(1, values.count))
            let width = column.mean.map { ($0.interval.upper - $0.interval.lower) / 2 }
            let format = NumberFormat(differences: [mean], widths: [width].compactMap { $0 })
            let interval = column.mean.map {
                " (\(format.text($0.interval.lower)) to \(format.text($0.interval.upper)))"
            }
            return "\(Words.counted(column.count, "sources")) \(format.text(mean))\(interval ?? "")"
        }
        return "\(panel.name): \(parts.joined(separator: ", "))."
    }
}

extension StudyReport {
    /// A measure's values in the cells of a group, those without one left out.
    func values(of measure: String, in group: BasketGroup) -> [Double] {
        scores.filter {
            $0.measure == measure && $0.reference == nil && group.cells.contains($0.cell)
        }.compactMap(\.value)
    }
}
