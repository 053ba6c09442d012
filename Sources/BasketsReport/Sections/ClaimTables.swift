// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// The two tables of a family: its claims, a line each, and all comparisons that they were held against.
enum ClaimTables {
    private static let columns =
        [Table.Column(title: "Verdict")]
        + ["Difference", "p, adjusted", "n"].map { Table.Column(title: $0, isNumeric: true) }
        + [Table.Column(title: "Judge"), Table.Column(title: "What would settle it")]

    static func claims(_ family: ClaimFamily, _ report: StudyReport) -> Table {
        Table(
            caption: Phrase(
                "Claims of the family \(family.name): \(NumberFormat.count(family.claims.count)),"
                    + " held against \(Words.counted(family.rows.count, "comparisons"))"),
            columns: [Table.Column(title: "Claim")] + columns,
            rows: family.claims.map { line in
                let isOne = line.rows.count == 1
                let compared =
                    isOne
                    ? Phrase(runs: [])
                    : Phrase(
                        .text(" "),
                        .link("\(line.rows.count) comparisons", section: family.comparisonsID))
                let pair = isOne ? "\(pair(line.rows[0], report)): " : ""
                return Table.Row(
                    header: Phrase(.strong(line.claim.id + ". "), .text(line.claim.text))
                        + compared + Phrase(.quiet(pair + terms(line.claim)))
                        + .rows(report.lineID(of: line.claim)),
                    cells: ClaimCells(line.rows).all)
            }, hasSentences: true, isStacked: true)
    }

    static func comparisons(_ family: ClaimFamily, _ report: StudyReport) -> Table {
        Table(
            caption: Phrase(
                "All \(Words.counted(family.rows.count, "comparisons")) of the family \(family.name)"
            ),
            columns: [Table.Column(title: "Comparison")] + columns,
            rows: family.rows.map { row in
                Table.Row(
                    header: Phrase(
                        .strong(row.claim.id + ". "), .text(pair(row, report)))
                        + .rows(row.rowsID),
                    cells: ClaimCells([row]).all)
            })
    }

    private static func pair(_ row: ClaimRow, _ report: StudyReport) -> String {
        let conditions = "\(row.first ?? "?") less \(row.second ?? "?")"
        return report.targetNames.count > 1 ? "\(conditions), \(row.target ?? "?")" : conditions
    }

    /// What is claimed of which measure, and where the sentence comes from.
    private static func terms(_ claim: Claim) -> String {
        let origin = claim.origin.map { "; published: \($0)" } ?? ""
        return "\(claim.measure), \(expectation(claim))\(origin)"
    }

    private static func expectation(_ claim: Claim) -> String {
        let margin = claim.margin > 0 ? " by more than \(NumberFormat.tick(claim.margin))" : ""
        switch claim.direction {
        case .higher: return "claimed higher" + margin
        case .lower: return "claimed lower" + margin
        case .same: return "claimed the same within \(NumberFormat.tick(claim.margin))"
        }
    }
}

/// What the comparisons of one claim say together: the numbers of one, the range of several.
struct ClaimCells {
    private let rows: [ClaimRow]
    private let format: NumberFormat

    /// - Parameter rows: at least one.
    init(_ rows: [ClaimRow]) {
        self.rows = rows
        let widths = rows.compactMap { row in row.interval.map { ($0.upper - $0.lower) / 2 } }
        format = NumberFormat(differences: rows.compactMap(\.estimate), widths: widths)
    }

    /// Verdict, difference, p, n, judge, what would settle it.
    var all: [Table.Cell] { [verdict, difference, probability, counts, judge, settles] }

    private var verdict: Table.Cell {
        let counts = Self.order.map { verdict in (verdict, rows.count { $0.verdict == verdict }) }
            .filter { $0.1 > 0 }
        let lines = counts.map { verdict, count in
            Self.sign(verdict) + " " + verdict.rawValue + share(count)
        }
        var details = Array(lines.dropFirst())
        details += Self.order.filter { $0 != .notShown }.compactMap { verdict in
            let count = rows.count { $0.conditional == verdict }
            return count > 0 ? "of these adapters: \(verdict.rawValue)\(share(count))" : nil
        }
        details += rows.count == 1 ? [rows[0].reason].compactMap { $0 } : []
        return Table.Cell(
            Phrase(lines.first ?? "?"), details: details,
            isQuiet: counts.allSatisfy { $0.0 == .notShown })
    }

    private func share(_ count: Int) -> String {
        guard rows.count > 1 else { return "" }
        return count == rows.count ? " in all \(count)" : " in \(count) of \(rows.count)"
    }

    private static let order: [ClaimTest.Verdict] = [.supported, .contradicted, .notShown]

    /// A sign that differs by shape, not by colour.
    private static func sign(_ verdict: ClaimTest.Verdict) -> String {
        switch verdict {
        case .supported: "✓"
        case .contradicted: "✗"
        case .notShown: "?"
        }
    }

    private var difference: Table.Cell {
        guard let range = span(rows.compactMap(\.estimate), format.signed) else {
            return Table.Cell("no data", isQuiet: true)
        }
        let intervals = rows.compactMap(\.interval)
        var details: [String] = []
        if let lower = intervals.map(\.lower).min(), let upper = intervals.map(\.upper).max() {
            let ends = "\(format.signed(lower)) to \(format.signed(upper))"
            details.append(rows.count > 1 ? "within \(ends)" : ends)
        }
        if let whole = span(rows.compactMap(\.unmatched), format.signed) {
            details.append("unmatched \(whole)")
        }
        if let smallest = span(rows.compactMap(\.smallestDifference), format.text) {
            details.append("smallest that shows \(smallest)")
        }
        let unit = rows.lazy.compactMap(\.unit).first.map { " \($0)" } ?? ""
        return Table.Cell(Phrase(range + unit), details: details)
    }

    private var probability: Table.Cell {
        guard let adjusted = span(rows.compactMap(\.adjusted), Words.probability),
            let plain = span(rows.compactMap(\.probability), Words.probability)
        else { return .none }
        let discovered = span(rows.compactMap(\.benjaminiHochberg), Words.probability)
        return Table.Cell(
            Phrase(adjusted),
            details: ["\(plain) unadjusted"]
                + [discovered.map { "\($0) milder" }].compactMap { $0 })
    }

    private var counts: Table.Cell {
        let (questions, seeds) = (rows.compactMap(\.questions), rows.compactMap(\.seeds))
        guard let least = questions.min(), let fewest = seeds.min() else { return .none }
        let share = rows.count == 1 ? rows[0].seedShare : nil
        return Table.Cell(
            Phrase(
                (questions.allSatisfy { $0 == least } ? "" : "from ")
                    + Words.counted(least, "questions")),
            details: [
                (seeds.allSatisfy { $0 == fewest } ? "" : "from ")
                    + Words.counted(fewest, "seeds")
            ]
                + [share.map { "\(Int(($0 * 100).rounded())) % of the spread is the seeds'" }]
                .compactMap { $0 })
    }

    private var judge: Table.Cell {
        let standings = rows.compactMap(\.judge).distinct
        guard let first = standings.first else { return Table.Cell("none in it", isQuiet: true) }
        let more = standings.count - 1
        return Table.Cell(
            Phrase(first), details: more > 0 ? ["\(more) more: see the comparisons"] : [])
    }

    /// Of several comparisons, what would settle the one that is nearest to it.
    private var settles: Table.Cell {
        let open = rows.filter { $0.settles != nil }
        let nearest = open.min { ($0.probability ?? 2) < ($1.probability ?? 2) }
        guard let words = nearest?.settles else { return .none }
        let isOne = Set(open.map(\.settles)).count == 1
        return Table.Cell(Phrase(isOne ? words : "nearest: \(words)"))
    }

    /// "1.2", or "1.2 to 3.4" where they differ as they are written; nil for none.
    private func span(_ values: [Double], _ text: (Double) -> String) -> String? {
        guard let low = values.min(), let high = values.max() else { return nil }
        let ends = [text(low), text(high)]
        return ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")
    }
}
