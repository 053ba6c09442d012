// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// Under each question, folded away: every cell against its untuned target by several tests, and where
/// the spread comes from.
enum ItemTestsSection {
    static func make(_ topic: String, _ report: StudyReport) -> [Section] {
        let tests = report.tests.filter { $0.family == topic }
        let names = Set(report.measures.filter { $0.topic == topic }.map(\.name))
        let spread = report.spread.filter { names.contains($0.measure) }
        return [
            tests.isEmpty ? nil : section(tests, topic, report),
            spread.isEmpty ? nil : section(spread, topic, report),
        ].compactMap { $0 }
    }

    // MARK: Tests

    private static func section(
        _ rows: [TestRow], _ topic: String, _ report: StudyReport
    ) -> Section {
        let columns =
            [Table.Column(title: "Cell and measure")]
            + ["Mean difference", "Median difference", "p", "Cliff's delta", "p, Holm", "p, B-H"]
            .map { Table.Column(title: $0, isNumeric: true) }
        let untested = rows.count { $0.tests == nil }
        return Section(
            id: "tests-\(topic.slug)", title: "\(topic): tests item by item",
            blocks: [
                .table(
                    Table(
                        caption: Phrase(
                            "Each cell less its untuned target, text by text or prompt by prompt"),
                        columns: columns, rows: rows.map { row($0, report) })),
                .note(Phrase(note(rows.count, untested))),
            ], isFolded: true)
    }

    private static func note(_ count: Int, _ untested: Int) -> String {
        "Family: these \(Words.counted(count, "comparisons")), of which \(untested) could not be tested"
            + " and count as one with p = 1. p is of sign flips by question, of McNemar's test (mid-p)"
            + " where items are yes or no, and of the crossed mean where requests are crossed with"
            + " templates; below it Wilcoxon's signed ranks. Cliff's delta: how much more often the"
            + " cell is above than below, from −1 to 1. Holm: chance of one false finding among all;"
            + " B-H (Benjamini and Hochberg): share of false ones among the findings."
            + " These are of single adapters: no claim rests on them."
    }

    private static func row(_ row: TestRow, _ report: StudyReport) -> Table.Row {
        let measure = report.measures.first { $0.name == row.measure }
        let id =
            report.rowsID(row.measure, row.cell, less: row.reference)
            ?? report.rowsID(row.measure, row.cell)
        let header =
            Phrase(.text(CellNames(report.cells)[row.cell]))
            + Phrase(.quiet("\(measure?.title ?? row.measure), \(row.unit)")) + .rows(id)
        guard let tests = row.tests else {
            let why = Table.Cell(
                "not tested", details: [row.untested].compactMap { $0 }, isQuiet: true)
            return Table.Row(
                header: header, cells: [why] + Array(repeating: Table.Cell.none, count: 5))
        }
        return Table.Row(
            header: header,
            cells: [
                mean(tests), median(tests), probability(tests), delta(tests),
                adjusted(row.holm), adjusted(row.benjaminiHochberg),
            ])
    }

    private static func mean(_ tests: PairedTests) -> Table.Cell {
        let interval = tests.mean.interval()
        let groups =
            tests.groups == tests.items ? "" : " in \(NumberFormat.count(tests.groups)) groups"
        return difference(
            tests.mean.value, interval,
            details: ["n \(NumberFormat.count(tests.items))\(groups)"])
    }

    private static func median(_ tests: PairedTests) -> Table.Cell {
        difference(tests.median, tests.medianInterval, details: [])
    }

    private static func difference(
        _ value: Double, _ interval: Interval?, details: [String]
    ) -> Table.Cell {
        let format = NumberFormat(
            differences: [value], widths: interval.map { [($0.upper - $0.lower) / 2] } ?? [])
        let ends = interval.map { "\(format.signed($0.lower)) to \(format.signed($0.upper))" }
        return Table.Cell(
            Phrase(format.signed(value)), details: [ends].compactMap { $0 } + details)
    }

    private static func probability(_ tests: PairedTests) -> Table.Cell {
        var details: [String] = []
        if let rates = tests.rates {
            let counts = rates.counts
            details.append("\(counts.firstOnly) up, \(counts.secondOnly) down")
            details.append("exact \(Words.probability(rates.exactProbability))")
        }
        if let ranks = tests.signedRanks { details.append("ranks \(Words.probability(ranks))") }
        return Table.Cell(Phrase(Words.probability(tests.probability)), details: details)
    }

    private static func delta(_ tests: PairedTests) -> Table.Cell {
        guard let delta = tests.delta else { return .none }
        return difference(delta.value, delta.interval, details: [])
    }

    private static func adjusted(_ value: Double?) -> Table.Cell {
        value.map { Table.Cell(Phrase(Words.probability($0))) } ?? .none
    }

    // MARK: Sources of variance

    private static func section(
        _ rows: [SpreadRow], _ topic: String, _ report: StudyReport
    ) -> Section {
        let sources = VarianceComponents.Source.allCases.filter { source in
            rows.contains { $0.components[source] != nil }
        }
        return Section(
            id: "spread-\(topic.slug)", title: "\(topic): where the spread comes from",
            blocks: [
                .table(
                    Table(
                        caption:
                            "Shares of the variance of one score, by what another draw of it would change",
                        columns: [Table.Column(title: "Condition and measure")]
                            + sources.map {
                                Table.Column(title: Words.capitalized($0.rawValue), isNumeric: true)
                            },
                        rows: rows.map { row($0, sources, report) })),
                .note(
                    "Items, training seeds and judges are crossed, answers to one item nested in seed"
                        + " and item. A share of few seeds is itself known badly: d.f. says by how many"
                        + " it is. What no source holds is the rest, or in the finest of them."),
            ], isFolded: true)
    }

    private static func row(
        _ row: SpreadRow, _ sources: [VarianceComponents.Source], _ report: StudyReport
    ) -> Table.Row {
        let measure = report.measures.first { $0.name == row.measure }
        let target = report.targetNames.count > 1 ? ", \(row.target)" : ""
        let counts = [
            Words.counted(row.items, "items"), Words.counted(row.seeds, "seeds"),
            Words.counted(row.draws, "answers"),
            row.judges > 1 ? Words.counted(row.judges, "judges") : nil,
        ].compactMap { $0 }
        return Table.Row(
            header: Phrase(.text(row.condition + target))
                + Phrase(
                    .quiet("\(measure?.title ?? row.measure): \(counts.joined(separator: " x "))"))
                + .rows(report.lineID(.measure, row.measure)),
            cells: sources.map { source in
                row.components[source].map { component in
                    Table.Cell(
                        Phrase(DecisionSection.percent(component.share)),
                        details: ["d.f. \(NumberFormat.count(component.degreesOfFreedom))"])
                } ?? .none
            })
    }
}
