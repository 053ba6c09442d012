// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// Every claim with what the data say of it: a line each; where it was held against several pairs of
/// conditions, these stand in a table of their own, folded away.
enum ClaimsSection {
    static func make(_ report: StudyReport) -> Section? {
        guard !report.claims.isEmpty else { return nil }
        let families = ClaimFamily.all(of: report.claims)
        let rest = report.claims.filter { $0.target == nil }
        var blocks: [Block] = [.paragraph(Phrase(summary(families, rest)))]
        if !families.isEmpty { blocks.append(.facts(columns)) }
        blocks += families.map { .table(ClaimTables.claims($0, report)) }
        if !rest.isEmpty {
            blocks.append(
                .list(
                    rest.map {
                        Phrase(
                            .strong($0.claim.id + ". "), .text($0.claim.text),
                            .quiet($0.reason ?? ""))
                    }))
        }
        let folded = families.filter(\.hasSeveral).map { family in
            Section(
                id: family.comparisonsID, title: "All comparisons of the family \(family.name)",
                blocks: [.table(ClaimTables.comparisons(family, report))], isFolded: true)
        }
        return Section(
            id: "claims", title: "What is shown and what is not", blocks: blocks, sections: folded)
    }

    private static func summary(_ families: [ClaimFamily], _ rest: [ClaimRow]) -> String {
        let asked = families.flatMap(\.rows)
        let claims = families.reduce(0) { $0 + $1.claims.count }
        func count(_ verdict: ClaimTest.Verdict) -> Int { asked.count { $0.verdict == verdict } }
        var out =
            "\(Words.capitalized(Words.counted(claims, "claims"))) stand against"
            + " \(Words.counted(asked.count, "comparisons")):"
            + " \(NumberFormat.count(count(.supported)))"
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

    /// What stands in each column, said before the table.
    private static let columns: [Fact] = [
        Fact(
            term: "Verdict",
            words: Phrase(
                "Supported or contradicted where p, adjusted, is under 0.05 and there are two"
                    + " training seeds or more; else not shown, which is not the same as not so.")),
        Fact(
            term: "Difference",
            words: Phrase(
                "The first condition's number less the second's; below it the interval that holds"
                    + " the true one in 95 of 100 such studies, and the smallest that shows in so many"
                    + " questions and seeds. A measure that depends on length is of answers cut to"
                    + " equal numbers and lengths; unmatched is the difference of the whole ones.")),
        Fact(
            term: "p, adjusted",
            words: Phrase(
                "How often chance alone would give a difference so far past the claim's margin,"
                    + " raised for all comparisons of the family, those that could not be made"
                    + " included (Holm): of many, some stand out by chance. Below it the same"
                    + " unadjusted, and after a milder adjustment (Benjamini-Hochberg).")),
        Fact(
            term: "n",
            words: Phrase(
                "Questions and training seeds, and how much of the spread is the seeds'.")),
        Fact(
            term: "Judge",
            words: Phrase(
                "Whether the models that rated the answers agree with people.")),
    ]
}

/// Claims that share the risk of one standing out by chance.
struct ClaimFamily {
    /// A claim with all that it was held against.
    struct Line {
        let claim: Claim
        let rows: [ClaimRow]
    }

    let name: String
    let claims: [Line]

    var rows: [ClaimRow] { claims.flatMap(\.rows) }
    /// Whether a claim was held against more than one pair.
    var hasSeveral: Bool { claims.contains { $0.rows.count > 1 } }
    var comparisonsID: String { "comparisons-\(name.slug)" }

    /// Families and claims in the order of the report, without what was not asked about.
    static func all(of rows: [ClaimRow]) -> [ClaimFamily] {
        let asked = rows.filter { $0.target != nil }
        return asked.map(\.claim.family).distinct.map { family in
            let own = asked.filter { $0.claim.family == family }
            return ClaimFamily(
                name: family,
                claims: own.map(\.claim).distinct.map { claim in
                    Line(claim: claim, rows: own.filter { $0.claim == claim })
                })
        }
    }
}

extension Sequence where Element: Hashable {
    /// Each once, in the order of its first place.
    var distinct: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension Words {
    /// "0.031", "under 0.001".
    static func probability(_ value: Double) -> String {
        value < 0.001 ? "under 0.001" : NumberFormat(decimals: value < 0.0995 ? 3 : 2).text(value)
    }
}
