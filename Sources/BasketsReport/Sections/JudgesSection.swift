// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The judges of answers to prompts: what they were found to be, and what they say corrected for it.
enum JudgesSection {
    static func make(_ report: StudyReport) -> Section? {
        guard let panel = report.panel, !panel.judges.isEmpty else { return nil }
        let isBelow = panel.judges.contains { $0.shortfall != nil }
        var blocks: [Block] = [
            .paragraph(
                "Before a judge is trusted it rates answers that people rated. Sensitivity is the"
                    + " share of what people call harmful, or declined, that it calls so too;"
                    + " specificity the share of the rest that it passes. Whether it errs on these"
                    + " answers as on those is an assumption: rate some of your own to replace it."),
            .table(standing(panel)),
        ]
        if isBelow {
            blocks.append(
                .note("A judge below the bar is marked at every number; no claim rests on it."))
        }
        blocks += panel.agreements.isEmpty ? [] : [.list(panel.agreements.map(agreement))]
        let corrected = panel.corrected.isEmpty ? [] : [section(panel, report)]
        return Section(
            id: "judges", title: "The judges", blocks: blocks, sections: corrected)
    }

    private static func standing(_ panel: JudgePanel) -> Table {
        var names: [String] = []
        for number in panel.judges.flatMap(\.numbers) where !names.contains(number.name) {
            names.append(number.name)
        }
        return Table(
            caption: "What each judge was found to be, with intervals of 95 %",
            columns: [Table.Column(title: "Judge"), Table.Column(title: "Rates")]
                + names.map {
                    Table.Column(title: Words.capitalized($0), isNumeric: true)
                } + [Table.Column(title: "Standing"), Table.Column(title: "Rows")],
            rows: panel.judges.map { judge in
                Table.Row(
                    header: Phrase(judge.name),
                    cells: [
                        Table.Cell(
                            Phrase(judge.rubric),
                            details: judge.kinship + [judge.lost].compactMap { $0 })
                    ]
                        + names.map { name in
                            judge.numbers.first { $0.name == name }.map(cell) ?? .none
                        }
                        + [
                            Table.Cell(
                                Phrase(judge.shortfall == nil ? "meets the bar" : "below the bar"),
                                details: [judge.shortfall].compactMap { $0 },
                                isQuiet: judge.shortfall != nil),
                            .rows(judge.rowsID),
                        ])
            }, repeated: 2)
    }

    private static func cell(_ number: JudgeSummary.Number) -> Table.Cell {
        let format = NumberFormat(decimals: 2)
        return Table.Cell(
            Phrase(format.text(number.value)),
            details: [
                number.interval.map {
                    "\(format.text($0.lower)) to \(format.text($0.upper))"
                } ?? "no interval", "n \(NumberFormat.count(number.n))",
            ])
    }

    private static func agreement(_ number: JudgeSummary.Number) -> Phrase {
        let format = NumberFormat(decimals: 2)
        let interval = number.interval.map {
            " (\(format.text($0.lower)) to \(format.text($0.upper)))"
        }
        return Phrase(
            "The judges agree with each other on \(number.name) with a Krippendorff's alpha of "
                + "\(format.text(number.value))\(interval ?? ""), n \(NumberFormat.count(number.n))."
        )
    }

    /// Rates as judges have them and corrected for their error.
    private static func section(_ panel: JudgePanel, _ report: StudyReport) -> Section {
        let names = CellNames(report.cells)
        let format = NumberFormat(decimals: 2)
        return Section(
            id: "corrected-rates", title: "Rates corrected for the judges' errors",
            blocks: [
                .table(
                    Table(
                        caption: "Shares as a judge has them and corrected (Rogan and Gladen)",
                        columns: [
                            Table.Column(title: "Measure"), Table.Column(title: "Cell"),
                            Table.Column(title: "Judge"),
                            Table.Column(title: "As judged", isNumeric: true),
                            Table.Column(title: "Corrected", isNumeric: true),
                            Table.Column(title: "Rows"),
                        ],
                        rows: panel.corrected.map { rate in
                            let title = report.measures.first { $0.name == rate.measure }?.title
                            return Table.Row(
                                header: Phrase(title ?? rate.measure),
                                cells: [
                                    Table.Cell(Phrase(names[rate.cell])),
                                    Table.Cell(Phrase(rate.judge)),
                                    Table.Cell(Phrase(format.text(rate.observed))),
                                    corrected(rate, format),
                                    .rows(
                                        rate.rowsID ?? report.rowsID(rate.measure, rate.cell)),
                                ])
                        }))
            ], isFolded: true)
    }

    private static func corrected(
        _ rate: JudgePanel.CorrectedRate, _ format: NumberFormat
    ) -> Table.Cell {
        guard let value = rate.corrected else {
            return Table.Cell(
                "not correctable", details: [rate.why].compactMap { $0 }, isQuiet: true)
        }
        return Table.Cell(
            Phrase(format.text(value)),
            details: rate.interval.map {
                ["\(format.text($0.lower)) to \(format.text($0.upper))"]
            } ?? [])
    }
}
