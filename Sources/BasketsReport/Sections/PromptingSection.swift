// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Whether what the cells show under the study's prompt survives another one.
enum PromptingSection {
    static func make(_ report: StudyReport) -> Section? {
        guard !report.promptings.isEmpty else { return nil }
        let names = CellNames(report.cells)
        let parts = report.measures.filter { $0.place == .headline }.compactMap { measure in
            section(measure, report, names)
        }
        guard !parts.isEmpty else { return nil }
        return Section(
            id: "promptings", title: "Asked in other ways",
            blocks: [
                .paragraph(
                    "The same cells answered the same held-out questions in other ways. A reading"
                        + " that holds under one prompt alone says little about the basket."),
                .facts(
                    report.promptings.map {
                        Fact(term: $0.name, words: Phrase($0.meaning))
                    }),
                .note(
                    "Every measure of answers is taken again under all of these, every measure of"
                        + " people's texts under those that change the prompt; choices, safeguards"
                        + " and judging are not. All stand in report.csv and report.json, with their"
                        + " intervals and the differences from the untuned target."),
            ] + orders(report), sections: parts)
    }

    private static func section(
        _ measure: ReportMeasure, _ report: StudyReport, _ names: CellNames
    ) -> Section? {
        let plain = own(measure.name, report)
        let asked = report.promptings.map { prompting in
            (prompting, own(StudyReport.measure(measure.name, asked: prompting.name), report))
        }.filter { !$0.1.isEmpty }
        guard !plain.isEmpty, !asked.isEmpty else { return nil }
        let columns = [("plain", plain)] + asked.map { ($0.0.name, $0.1) }
        let format = NumberFormat(values: columns.flatMap(\.1).compactMap(\.value))
        let styles = SeriesStyle.byCell(report.cells)
        let rows = report.cells.map { cell in
            Table.Row(
                header: Phrase(names[cell.name]), style: styles[cell.name],
                cells: columns.map { self.cell($0.1.first { $0.cell == cell.name }, format) }
                    + [
                        .rows(
                            columns.map { _, scores in
                                scores.first { $0.cell == cell.name }.flatMap(report.rowsID)
                            })
                    ])
        }
        let table = Table(
            caption: Phrase("\(measure.title), by how the cells were asked"),
            columns: [Table.Column(title: "Cell")]
                + columns.map { Table.Column(title: $0.0, isNumeric: true) }
                + [Table.Column(title: "Rows")], rows: rows)
        return Section(
            id: "promptings-\(measure.name.slug)", title: "\(measure.title), asked in other ways",
            blocks: [
                .table(table),
                .list(
                    asked.flatMap { prompting, _ in
                        agreement(
                            prompting.name, ordering(measure, nil, report),
                            ordering(measure, prompting.name, report), report)
                    }),
            ])
    }

    /// For every measure, whether the order of the cells survives.
    private static func orders(_ report: StudyReport) -> [Block] {
        let rows = report.measures.compactMap { order(of: $0, report) }
        guard !rows.isEmpty else { return [] }
        return [
            .table(
                Table(
                    caption: "Whether the order of the cells survives: pairs of cells of one target"
                        + " that keep their order, and of those that differ clearly under the"
                        + " study's prompt",
                    columns: [Table.Column(title: "Measure")]
                        + report.promptings.map { Table.Column(title: $0.name, isNumeric: true) },
                    rows: rows))
        ]
    }

    private static func order(of measure: ReportMeasure, _ report: StudyReport) -> Table.Row? {
        let plain = ordering(measure, nil, report)
        let found = report.promptings.map { prompting -> OrderAgreement? in
            let other = ordering(measure, prompting.name, report)
            guard !other.isEmpty else { return nil }
            return report.targetNames.map { target in
                let cells = Set(report.cells.filter { $0.target == target }.map(\.name))
                return OrderAgreement(plain.filter { cells.contains($0.cell) }, other)
            }.reduce(OrderAgreement([], []), +)
        }
        guard found.contains(where: { ($0?.pairs ?? 0) > 0 }) else { return nil }
        return Table.Row(
            header: Phrase(measure.title),
            cells: found.map { order in
                guard let order, order.pairs > 0 else { return .none }
                return Table.Cell(
                    "\(order.kept) of \(order.pairs); clear: \(order.clearKept) of \(order.clearPairs)"
                )
            })
    }

    /// What cells are put in order by: where a measure depends on length, the differences from the
    /// untuned target of answers cut to equal lengths, its own being 0; else the cells' own numbers.
    private static func ordering(
        _ measure: ReportMeasure, _ prompting: String?, _ report: StudyReport
    ) -> [Score] {
        let name = prompting.map { StudyReport.measure(measure.name, asked: $0) } ?? measure.name
        let differences = report.scores.filter { $0.measure == name && $0.reference != nil }
        guard measure.isMatched, !differences.isEmpty else { return own(name, report) }
        let untuned = Set(differences.compactMap(\.reference)).sorted().map { cell in
            Score(
                measure: name, version: measure.version, cell: cell, value: 0,
                unit: measure.unit, n: differences[0].n)
        }
        return untuned + differences
    }

    /// A line for each target: cells of different targets are not put in one order.
    private static func agreement(
        _ name: String, _ plain: [Score], _ other: [Score], _ report: StudyReport
    ) -> [Phrase] {
        report.targetNames.map { target in
            let cells = Set(report.cells.filter { $0.target == target }.map(\.name))
            let found = OrderAgreement(plain.filter { cells.contains($0.cell) }, other)
            let tau = found.tau.map { " (tau \(NumberFormat(decimals: 2).text($0)))" } ?? ""
            let of = report.targetNames.count > 1 ? ", \(target)" : ""
            return Phrase(.strong("\(name)\(of): "), .text("\(found.words)\(tau)."))
        }
    }

    private static func own(_ measure: String, _ report: StudyReport) -> [Score] {
        report.scores.filter { $0.measure == measure && $0.reference == nil }
    }

    private static func cell(_ score: Score?, _ format: NumberFormat) -> Table.Cell {
        guard let score, let value = score.value else {
            return Table.Cell("no data", details: [score?.note ?? "not measured"], isQuiet: true)
        }
        let interval = score.interval.map {
            "\(format.text($0.lower)) to \(format.text($0.upper))"
        }
        return Table.Cell(
            Phrase(format.text(value)),
            details: [interval, "n \(NumberFormat.count(score.n))"].compactMap { $0 })
    }
}
