// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// Whose texts each judge prefers: a matrix and its numbers for each target.
enum PreferenceSection {
    static func make(_ report: StudyReport) -> Section? {
        let rows = report.preferences ?? []
        guard !rows.isEmpty else { return nil }
        let several = report.targetNames.count > 1
        return Section(
            id: "preferences", title: "Whose texts a judge prefers",
            blocks: [
                .paragraph(
                    "Each row is a judge, each column a writer: how often the judge finds that writer's"
                        + " text the better one of two, in both orders. 0.5 is as often as not. A judge"
                        + " that cannot tell a text from its words in disorder is near 0.5 everywhere:"
                        + " that is no fairness.")
            ]
                + report.targetNames.enumerated().flatMap { number, target -> [Block] in
                    let own = rows.filter { $0.target == target }
                    guard !own.isEmpty else { return [] }
                    let suffix = several ? ", \(target)" : ""
                    let won = "Shares of comparisons won, with intervals of 95 %" + suffix
                    return [
                        figure(own, report, number, suffix), table(own, won, report) { $0.shares },
                    ] + anchor(target, report, suffix)
                        + ComparingTable.blocks(target, report, suffix)
                        + published(own, report, suffix)
                }, sections: ComparingTable.agreements(report))
    }

    /// What people said of the pairs, who stand for quality where there is enough of it.
    private static func anchor(
        _ target: String, _ report: StudyReport, _ suffix: String
    ) -> [Block] {
        (report.humanAnchors ?? []).filter { $0.target == target }.map { anchor in
            let pairs = "\(NumberFormat.count(anchor.pairs)) pairs with the untuned target's text"
            let words =
                if anchor.isEnough {
                    "Human anchor\(suffix): \(anchor.words), of \(pairs)."
                } else if anchor.pairs < anchor.needed {
                    "No human anchor\(suffix): \(anchor.needed) pairs with the untuned target's text"
                        + " are needed, and there are \(NumberFormat.count(anchor.pairs)). More"
                        + " questions under self-preference, or sources, make more."
                } else if anchor.said > 0 {
                    "No human anchor\(suffix): \(anchor.words), of \(pairs); "
                        + "\(anchor.needed) are needed."
                } else {
                    "No human anchor\(suffix): people said nothing of the \(pairs). The page Pairs"
                        + " of the viewer shows them to choose from; \(anchor.needed) are enough."
                }
            return .paragraph(Phrase(words))
        }
    }

    /// As the published study scored; none without its preset.
    private static func published(
        _ rows: [PreferenceRow], _ report: StudyReport, _ suffix: String
    ) -> [Block] {
        let scored = rows.filter { $0.published?.isEmpty == false }
        guard !scored.isEmpty else { return [] }
        return [
            .paragraph(
                "As the published study scored (preset published): every two texts but the judge's"
                    + " own, probabilities after temperature 0.7 and top-p 0.9 as far as the two"
                    + " answers hold them, each order on its own."),
            table(scored, "Preference by the published recipe\(suffix)", report) {
                $0.published ?? []
            },
        ]
    }

    private static func writers(_ shares: [PreferenceRow.Share]) -> [String] {
        var found: [String] = []
        for share in shares where !found.contains(share.writer) {
            found.append(share.writer)
        }
        return found
    }

    private static func name(_ row: PreferenceRow, _ names: CellNames) -> String {
        row.cell.map { names[$0] } ?? (row.isOfPeople ? "people as judges" : "judges outside")
    }

    private static func figure(
        _ rows: [PreferenceRow], _ report: StudyReport, _ number: Int, _ suffix: String
    ) -> Block {
        let names = CellNames(report.cells)
        let writers = writers(rows.flatMap(\.shares))
        let matrix = PreferenceMatrix(
            judges: rows.map { name($0, names) }, writers: writers,
            values: rows.map { row in
                writers.map { writer in row.shares.first { $0.writer == writer }?.value }
            })
        let format = NumberFormat(decimals: 2)
        let words = rows.map { row in
            let shares = row.shares.map { "\($0.writer) \(format.text($0.value))" }
            return "\(name(row, names)): \(shares.joined(separator: ", "))."
        }
        let title = "Preference by judge and writer" + suffix
        return .figure(
            Figure(
                id: "fig-preferences-\(number)", title: title,
                description: words.joined(separator: " "),
                caption: Phrase(
                    .strong("\(title). "),
                    .text("Share of comparisons won; the square grows with it.")),
                wide: matrix.draw(width: MeasureFigures.wide),
                narrow: matrix.draw(width: MeasureFigures.narrow)))
    }

    private static func table(
        _ rows: [PreferenceRow], _ caption: String, _ report: StudyReport,
        _ shares: (PreferenceRow) -> [PreferenceRow.Share]
    ) -> Block {
        let names = CellNames(report.cells)
        let writers = writers(rows.flatMap(shares))
        let format = NumberFormat(decimals: 2)
        return .table(
            Table(
                caption: Phrase(caption),
                columns: [Table.Column(title: "Judge")]
                    + writers.map { Table.Column(title: $0, isNumeric: true) }
                    + [Table.Column(title: "Rows")],
                rows: rows.map { row in
                    Table.Row(
                        header: Phrase(name(row, names)),
                        cells: writers.map { writer in
                            guard let share = shares(row).first(where: { $0.writer == writer })
                            else {
                                return .none
                            }
                            return Table.Cell(
                                Phrase(format.text(share.value)),
                                details: [
                                    "\(format.text(share.interval.lower)) to "
                                        + format.text(share.interval.upper),
                                    "n \(NumberFormat.count(share.n))",
                                ])
                        } + [.rows(row.rowsID)])
                }))
    }
}
