// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// Every claim with what the data say of it.
enum ClaimsSection {
    static func make(_ report: StudyReport) -> Section? {
        guard !report.claims.isEmpty else { return nil }
        let asked = report.claims.filter { $0.target != nil }
        let rest = report.claims.filter { $0.target == nil }
        var blocks: [Block] = [.paragraph(Phrase(summary(asked, rest)))]
        blocks += families(asked).map { name, rows in table(name, rows, report) }
        blocks.append(.note(Phrase(method)))
        if !rest.isEmpty {
            blocks.append(
                .list(
                    rest.map {
                        Phrase(
                            .strong($0.claim.id + ". "), .text($0.claim.text),
                            .quiet($0.reason ?? ""))
                    }))
        }
        return Section(id: "claims", title: "What is shown and what is not", blocks: blocks)
    }

    private static func summary(_ asked: [ClaimRow], _ rest: [ClaimRow]) -> String {
        func count(_ verdict: ClaimTest.Verdict) -> Int { asked.count { $0.verdict == verdict } }
        var out =
            "Of \(Words.counted(asked.count, "comparisons")), \(NumberFormat.count(count(.supported)))"
            + " support their claim, \(NumberFormat.count(count(.contradicted))) contradict it and"
            + " \(NumberFormat.count(count(.notShown))) show neither."
        let leaning = asked.count { $0.conditional.map { $0 != .notShown } ?? false }
        if leaning > 0 {
            out +=
                " \(Words.capitalized(Words.counted(leaning, "comparisons"))) of these would be clear"
                + " but for the one training seed."
        }
        if !rest.isEmpty {
            out += " \(Words.counted(rest.count, "claims")) below the table were not asked about."
        }
        return out
    }

    private static func families(_ rows: [ClaimRow]) -> [(String, [ClaimRow])] {
        var order: [String] = []
        for row in rows where !order.contains(row.claim.family) { order.append(row.claim.family) }
        return order.map { name in (name, rows.filter { $0.claim.family == name }) }
    }

    private static let method =
        "Supported or contradicted is said where the p value against the claim's margin is under 0.05"
        + " after adjustment (Holm) for all comparisons of the family, those that could not be made"
        + " included, and only with two training seeds or more. Not shown is not the same as not so:"
        + " the last column says what would settle it. Where unmatched stands under a difference, the"
        + " measure depends on length: the comparison is of equal numbers of answers, cut so that all"
        + " cells of the target have equal lengths, and the unmatched difference is that of the whole"
        + " answers."

    private static func table(_ name: String, _ rows: [ClaimRow], _ report: StudyReport) -> Block {
        let severalTargets = report.targetNames.count > 1
        let columns =
            [Table.Column(title: "Claim"), Table.Column(title: "Compared")]
            + ["Difference", "p, adjusted", "n"].map { Table.Column(title: $0, isNumeric: true) }
            + [
                Table.Column(title: "Judge"), Table.Column(title: "Verdict"),
                Table.Column(title: "What would settle it"),
            ]
        return .table(
            Table(
                caption: Phrase("Claims of the family \(name), \(rows.count) comparisons"),
                columns: columns, rows: rows.map { row($0, severalTargets) }))
    }

    private static func row(_ row: ClaimRow, _ severalTargets: Bool) -> Table.Row {
        let header = Phrase(.strong(row.claim.id + ". "), .text(row.claim.text)) + .rows(row.rowsID)
        var compared = ["\(row.first ?? "?") less \(row.second ?? "?")"]
        if severalTargets { compared.append(row.target ?? "") }
        var said = Table.Cell(
            Phrase("\(sign(row)) \(row.verdict.rawValue)"),
            details: [row.reason].compactMap { $0 }, isQuiet: row.verdict == .notShown)
        if let conditional = row.conditional, conditional != .notShown {
            said.details.insert("of these adapters: \(conditional.rawValue)", at: 0)
        }
        return Table.Row(
            header: header,
            cells: [
                Table.Cell(
                    Phrase(compared.joined(separator: ", ")),
                    details: ["\(row.claim.measure), \(expectation(row.claim))"]
                        + (row.claim.origin.map { ["published: \($0)"] } ?? [])),
                difference(row), probability(row), counts(row),
                Table.Cell(Phrase(row.judge ?? "no judge in it"), isQuiet: row.judge == nil), said,
                row.settles.map { Table.Cell(Phrase($0)) } ?? .none,
            ])
    }

    private static func expectation(_ claim: Claim) -> String {
        let margin = claim.margin > 0 ? " by more than \(NumberFormat.tick(claim.margin))" : ""
        switch claim.direction {
        case .higher: return "claimed higher" + margin
        case .lower: return "claimed lower" + margin
        case .same: return "claimed the same within \(NumberFormat.tick(claim.margin))"
        }
    }

    private static func difference(_ row: ClaimRow) -> Table.Cell {
        guard let estimate = row.estimate else { return Table.Cell("no data", isQuiet: true) }
        let precision = row.interval.map { ($0.upper - $0.lower) / 2 }
        let format = NumberFormat(values: [estimate], precisions: [precision].compactMap { $0 })
        var details: [String] = []
        if let interval = row.interval {
            details.append("\(format.signed(interval.lower)) to \(format.signed(interval.upper))")
        }
        if let whole = row.unmatched { details.append("unmatched \(format.signed(whole))") }
        if let smallest = row.smallestDifference {
            details.append("min. diff. \(format.text(smallest))")
        }
        return Table.Cell(
            Phrase(format.signed(estimate) + (row.unit.map { " \($0)" } ?? "")), details: details)
    }

    private static func probability(_ row: ClaimRow) -> Table.Cell {
        guard let adjusted = row.adjusted, let plain = row.probability else { return .none }
        return Table.Cell(
            Phrase(Words.probability(adjusted)), details: ["\(Words.probability(plain)) alone"])
    }

    private static func counts(_ row: ClaimRow) -> Table.Cell {
        guard let questions = row.questions, let seeds = row.seeds else { return .none }
        let share = row.seedShare.map {
            "\(Int(($0 * 100).rounded())) % of the spread is the seeds'"
        }
        return Table.Cell(
            Phrase(Words.counted(questions, "questions")),
            details: [Words.counted(seeds, "seeds")] + [share].compactMap { $0 })
    }

    /// A sign that differs by shape, not by colour.
    private static func sign(_ row: ClaimRow) -> String {
        switch row.verdict {
        case .supported: "✓"
        case .contradicted: "✗"
        case .notShown: "?"
        }
    }
}

extension Words {
    /// "0.031", "under 0.001".
    static func probability(_ value: Double) -> String {
        value < 0.001 ? "under 0.001" : NumberFormat(decimals: value < 0.0995 ? 3 : 2).text(value)
    }
}
