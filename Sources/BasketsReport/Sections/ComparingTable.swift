// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// How each judge compared the pairs of one target: what the order of two texts does to its verdicts,
/// what their length does, and how far it agrees with others.
enum ComparingTable {
    static func blocks(_ target: String, _ report: StudyReport, _ suffix: String) -> [Block] {
        let judges = (report.comparingJudges ?? []).filter { $0.target == target }
        guard !judges.isEmpty else { return [] }
        let names = CellNames(report.cells)
        let table = Table(
            caption: Phrase("Pairs by what both orders came to" + suffix),
            columns: [Table.Column(title: "Judge")]
                + [
                    "Same text", "First place", "Second place", "Neither", "Without a verdict",
                    "At equal length",
                ].map { Table.Column(title: $0, isNumeric: true) }
                + [Table.Column(title: "Rows")],
            rows: judges.map { judge in
                let orders = judge.orders
                let counts = [
                    orders.same, orders.flippedToFirst, orders.flippedToSecond, orders.undecided,
                    orders.incomplete,
                ]
                return Table.Row(
                    header: Phrase(name(judge, names)),
                    cells: counts.map { Table.Cell(Phrase(NumberFormat.count($0))) }
                        + [equalLength(judge), .rows(judge.rowsID)])
            })
        return [.paragraph(meaning), .table(table)]
    }

    private static let meaning: Phrase =
        """
        Each pair is shown twice, each text standing first once. Same text: the judge found the same \
        text better both times. First place, second place: it named what stood there both times, so \
        that its verdict flips with the order and says nothing of the texts. Neither: one of the two \
        was even. At equal length: the preference for the untuned target's text that a logistic model \
        leaves where both texts are equally long and in either place.
        """

    private static func name(_ judge: ComparingJudge, _ names: CellNames) -> String {
        judge.isCell ? names[judge.name] : "\(judge.name) (judge outside)"
    }

    private static func equalLength(_ judge: ComparingJudge) -> Table.Cell {
        guard let found = judge.atEqualLength else {
            return Table.Cell("no data", isQuiet: true)
        }
        let format = NumberFormat(decimals: 2)
        let interval = found.interval.map {
            "\(format.text($0.lower)) to \(format.text($0.upper))"
        }
        return Table.Cell(
            Phrase(format.text(found.value)),
            details: [
                interval ?? "no interval", "n \(NumberFormat.count(found.n))", judge.note,
            ].compactMap { $0 })
    }

    /// How far each judge agrees with those outside, a line each; folded away, since there are many.
    static func agreements(_ report: StudyReport) -> [Section] {
        let names = CellNames(report.cells)
        let lines = (report.comparingJudges ?? []).flatMap { judge in
            judge.agreements.map { agreement in
                let whom = "\(name(judge, names)), with the judges outside on"
                return Phrase("\(whom) \(agreement.rubric): \(agreement.words(names)).")
                    + .rows(report.lineID(.agreement, judge.name, agreement.rubric))
            }
        }
        guard !lines.isEmpty else { return [] }
        return [
            Section(
                id: "judges-agree", title: "How far each judge agrees with the judges outside",
                blocks: [.list(lines)], isFolded: true)
        ]
    }
}
