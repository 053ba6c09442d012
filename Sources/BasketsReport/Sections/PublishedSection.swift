// SPDX-License-Identifier: Apache-2.0
import BasketsMetrics

/// The tests of the published study beside ours, where a study asks for its preset: labelled, and no
/// claim rests on them.
enum PublishedSection {
    static func make(_ report: StudyReport) -> Section? {
        guard report.hasPublishedTests else { return nil }
        let parts = report.measures.flatMap { measure in
            report.targetNames.compactMap { part(measure, $0, report) }
        }
        guard !parts.isEmpty else { return nil }
        let label = Block.paragraph(
            Phrase(
                "As the published study tested (preset \(PublishedTests.preset)): unpaired, each text on"
                    + " its own, pairs adjusted by Bonferroni. These texts are shared by all cells, so"
                    + " the paired comparisons above see more; unbounded values are left out."))
        return Section(
            id: "published-tests", title: "Tests of the published study",
            blocks: [label] + parts.map(\.words), sections: parts.map(\.pairs))
    }

    /// What the tests of all cells say, and those of every two, which are many, folded away.
    private static func part(
        _ measure: ReportMeasure, _ target: String, _ report: StudyReport
    ) -> (words: Block, pairs: Section)? {
        let names = CellNames(report.cells)
        let groups = report.cells.filter { $0.target == target }.compactMap { cell in
            report.textValues.first { $0.measure == measure.name && $0.cell == cell.name }.map {
                (
                    name: names[cell.name],
                    values: $0.values.sorted { $0.key < $1.key }.map(\.value).filter(\.isFinite)
                )
            }
        }
        guard groups.count > 1 else { return nil }
        let values = groups.map(\.values)
        let tests = [
            words { () throws(MetricError) in try PublishedTests.kruskalWallis(values) },
            words { () throws(MetricError) in try PublishedTests.levene(values) },
        ]
        let title = measure.title + (report.targetNames.count > 1 ? ", \(target)" : "")
        let pairs = table(
            PublishedTests.pairs(groups),
            Phrase("\(title): Mann-Whitney, all pairs")
                + .rows(report.lineID(.measure, measure.name)))
        return (
            .paragraph(Phrase(.strong("\(title). "), .text(tests.joined(separator: " ")))),
            Section(
                id: "pairs-\(measure.name)-\(target)".slug, title: "\(title): all pairs",
                blocks: [.table(pairs)], isFolded: true)
        )
    }

    private static func words(
        _ test: () throws(MetricError) -> PublishedTests.Result
    ) -> String {
        do throws(MetricError) {
            let found = try test()
            return "\(found.test): \(NumberFormat(decimals: 2).text(found.statistic)),"
                + " p \(Words.probability(found.probability))."
        } catch {
            return "Not tested: \(error.description)"
        }
    }

    private static func table(_ family: ComparisonFamily, _ caption: Phrase) -> Table {
        let adjusted = family.adjusted(.bonferroni)
        let rows = zip(family.comparisons, adjusted).map { comparison, adjusted in
            let none = Table.Cell(Phrase(comparison.untested ?? "not tested"), isQuiet: true)
            return Table.Row(
                header: Phrase(comparison.name),
                cells: [
                    comparison.probability.map { Table.Cell(Phrase(Words.probability($0))) }
                        ?? none,
                    adjusted.map { Table.Cell(Phrase(Words.probability($0))) } ?? .none,
                ])
        }
        return Table(
            caption: caption,
            columns: [
                Table.Column(title: "Pair"), Table.Column(title: "p", isNumeric: true),
                Table.Column(title: "p, Bonferroni", isNumeric: true),
            ], rows: rows)
    }
}
