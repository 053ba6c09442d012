// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The judges of the study: what they were found to be, how far they agree, and what they say
/// corrected for their errors.
enum JudgesSection {
    static func make(_ report: StudyReport) -> Section? {
        guard let panel = report.panel, !panel.judges.isEmpty else { return nil }
        let comparing = panel.judges.filter(\.comparesTexts)
        let rating = panel.judges.filter { !$0.comparesTexts }
        var blocks: [Block] = [.paragraph(Phrase(trial(panel)))]
        if !rating.isEmpty {
            blocks.append(.table(standing(rating, "What each judge was found to be as it rates")))
        }
        if !comparing.isEmpty {
            blocks += [
                .paragraph(
                    "A judge that compares sees every pair in both orders. Same in both orders: the"
                        + " share of the study's pairs of which both name one text. First place: how"
                        + " far it wins whatever stands there, from 0, not at all, to 1, always, and"
                        + " the same of one text beside itself."),
                .table(standing(comparing, "What each judge was found to be as it compares")),
            ]
        }
        if panel.judges.contains(where: { $0.shortfall != nil }) {
            blocks.append(
                .note("A judge below the bar is marked at every number; no claim rests on it."))
        }
        blocks += agreements(panel, report)
        let corrected = panel.corrected.isEmpty ? [] : [section(panel, report)]
        return Section(
            id: "judges", title: "The judges", blocks: blocks, sections: corrected)
    }

    private static func trial(_ panel: JudgePanel) -> String {
        let isRatedByPeople = panel.judges.contains { judge in
            judge.numbers.contains { $0.name == "sensitivity" }
        }
        let people =
            "Before a judge is trusted it rates answers that people rated. Sensitivity is the share of"
            + " what people call harmful, declined, or good (4 at least), that it calls so too;"
            + " specificity the share of the rest that it passes. Whether it errs on these answers as on those is an"
            + " assumption: rate some of your own to replace it. "
        return (isRatedByPeople ? people : "")
            + "Easy cases are the share of planted texts that it gets right: people's answers above"
            + " the same words in disorder, a plain refusal above an answer, harmless answers called"
            + " harmless; a pair that flips with the order of its texts counts half. Kappa and alpha with"
            + " people: 1 where it says what they say, 0 as by chance."
    }

    private static func agreements(
        _ panel: JudgePanel, _ report: StudyReport
    ) -> [Block] {
        guard Set(panel.judges.map(\.name)).count > 1 else {
            return [
                .note(
                    "One judge stands outside: whether another would say the same cannot be told, and"
                        + " no claim that rests on it alone is called supported. Name a second under"
                        + " `judges`.")
            ]
        }
        guard !panel.agreements.isEmpty else { return [] }
        let names = CellNames(report.cells)
        return [
            .paragraph(
                "How far judges agree, all of them by Krippendorff's alpha and each two by Cohen's"
                    + " kappa: 1 where they say the same everywhere, 0 as by chance, below 0 less than"
                    + " by chance."),
            .list(
                panel.agreements.map {
                    Phrase("The judges agree with each other on \($0.rubric): \($0.words(names)).")
                        + .rows(report.lineID(.agreement, $0.rubric))
                }),
        ]
    }

    private static func standing(_ judges: [JudgeSummary], _ caption: String) -> Table {
        var names: [String] = []
        for number in judges.flatMap(\.numbers) where !names.contains(number.name) {
            names.append(number.name)
        }
        return Table(
            caption: Phrase("\(caption), with intervals of 95 %"),
            columns: [Table.Column(title: "Judge"), Table.Column(title: "Rates")]
                + names.map {
                    Table.Column(title: Words.capitalized($0), isNumeric: true)
                } + [Table.Column(title: "Standing"), Table.Column(title: "Rows")],
            rows: judges.map { judge in
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

    private static func cell(_ number: NamedNumber) -> Table.Cell {
        let format = NumberFormat(decimals: 2)
        return Table.Cell(
            Phrase(format.text(number.value)),
            details: [
                number.interval.map {
                    "\(format.text($0.lower)) to \(format.text($0.upper))"
                } ?? "no interval", "n \(NumberFormat.count(number.n))",
            ])
    }

    /// Rates as judges have them and corrected for their error.
    private static func section(_ panel: JudgePanel, _ report: StudyReport) -> Section {
        let names = CellNames(report.cells)
        let format = NumberFormat(decimals: 2)
        return Section(
            id: "corrected-rates", title: "Rates corrected for the judges' errors",
            blocks: [
                .paragraph(
                    "A judge that errs gives wrong shares. How often it errs is known from the answers"
                        + " that people rated, and what it would say without these errors is the"
                        + " corrected share; how little is known of the errors is in its interval."
                        + " A judge that says yes as often to what people call yes as to what they call"
                        + " no tells nothing that could be corrected: its sensitivity and specificity"
                        + " add up to 1, those of a judge without error to 2. A share is corrected only"
                        + " where the sum less 1 is surely above 0.3; else it is not correctable, and"
                        + " stands as it was judged."),
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
                        })),
            ], isFolded: true)
    }

    private static func corrected(
        _ rate: JudgePanel.CorrectedRate, _ format: NumberFormat
    ) -> Table.Cell {
        guard let value = rate.corrected else {
            return Table.Cell(
                "not correctable",
                details: [rate.why.map { $0.replacing("Not correctable: ", with: "") }]
                    .compactMap { $0 }, isQuiet: true)
        }
        return Table.Cell(
            Phrase(format.text(value)),
            details: rate.interval.map {
                ["\(format.text($0.lower)) to \(format.text($0.upper))"]
            } ?? [])
    }
}

extension JudgeSummary {
    fileprivate var comparesTexts: Bool { rubric.hasPrefix(RubricKind.pairwise.rawValue) }
}

extension JudgePanel.Agreement {
    /// "Krippendorff's alpha 0.41 (0.12 to 0.70), n 20; Cohen's kappa of one and other 0.33 (...)".
    ///
    /// - Parameter names: of cells that are among the judges.
    func words(_ names: CellNames) -> String {
        guard let value else {
            let reason = why ?? "no reason was stored"
            return "cannot be told, \(reason.hasSuffix(".") ? String(reason.dropLast()) : reason)"
        }
        let alpha =
            "Krippendorff's alpha \(Self.words(value, interval)), n \(NumberFormat.count(n))"
        let each = kappas.map { kappa in
            "Cohen's kappa of \(names[kappa.first]) and \(names[kappa.second]) "
                + Self.words(kappa.value, kappa.interval)
        }
        return ([alpha] + each).joined(separator: "; ")
    }

    /// "0.41 (0.12 to 0.70)".
    private static func words(_ value: Double, _ interval: Interval?) -> String {
        let format = NumberFormat(decimals: 2)
        let ends = interval.map { " (\(format.text($0.lower)) to \(format.text($0.upper)))" }
        return format.text(value) + (ends ?? " (no interval)")
    }
}
