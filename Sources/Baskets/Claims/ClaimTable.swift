// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport

/// Holds every claim against every target and pair of conditions that it speaks of.
struct ClaimTable {
    static let significance = 0.05

    let comparisons: Comparisons
    /// Label of a condition, as in the report.
    let label: (Condition) -> String
    /// Unit of a measure.
    let unit: (String) -> String?

    /// A claim's place: what is compared, and what came of it.
    private struct Entry {
        let claim: Claim
        let target: String
        let first: Condition
        let second: Condition
        let test: Result<ClaimTest, MetricError>
    }

    /// In the order of the claims. The family of a claim is all that was compared for it or failed
    /// to be; what the study never set out to measure is listed and not counted.
    func rows(_ claims: [Claim]) -> [ClaimRow] {
        let entries = claims.map(entries)
        let families = Dictionary(grouping: entries.joined()) { $0.claim.family }
        let tested = families.mapValues(Self.family)
        let adjusted = tested.mapValues { $0.adjusted(.holm) }
        let discovered = tested.mapValues { $0.adjusted(.benjaminiHochberg) }
        var next: [String: Int] = [:]
        return zip(claims, entries).flatMap { claim, entries -> [ClaimRow] in
            guard !entries.isEmpty else { return [ClaimRow(claim: claim, reason: missing(claim))] }
            return entries.map { entry in
                let place = next[claim.family, default: 0]
                next[claim.family] = place + 1
                var row = row(
                    entry, adjusted: adjusted[claim.family]?[place] ?? nil,
                    familySize: families[claim.family]?.count ?? 1)
                row.benjaminiHochberg = discovered[claim.family]?[place] ?? nil
                return row
            }
        }
    }

    private static func family(_ members: [Entry]) -> ComparisonFamily {
        ComparisonFamily(
            name: members.first?.claim.family ?? "",
            members.map { entry in
                switch entry.test {
                case .success(let test): .init(entry.claim.id, probability: test.probability)
                case .failure(let error): .init(entry.claim.id, untested: error.description)
                }
            }
        )
    }

    private func entries(_ claim: Claim) -> [Entry] {
        guard comparisons.isMeasured(claim.measure) else { return [] }
        return comparisons.study.targets.flatMap { target in
            comparisons.conditions(claim.of, of: target.name).flatMap { first in
                comparisons.conditions(claim.against, of: target.name)
                    .filter { $0 != first }.map { second in
                        entry(claim, target.name, first, second)
                    }
            }
        }
    }

    private func entry(
        _ claim: Claim, _ target: String, _ first: Condition, _ second: Condition
    ) -> Entry {
        let test = Result { () throws(MetricError) in
            ClaimTest(
                claim,
                try comparisons.estimate(claim.measure, first, less: second, of: target))
        }
        return Entry(claim: claim, target: target, first: first, second: second, test: test)
    }

    private func row(_ entry: Entry, adjusted: Double?, familySize: Int) -> ClaimRow {
        let (first, second) = (label(entry.first), label(entry.second))
        let judges = standing(entry)
        guard case .success(let test) = entry.test, let adjusted else {
            var reason = "not compared"
            if case .failure(let error) = entry.test { reason = error.description }
            return ClaimRow(
                claim: entry.claim, target: entry.target, first: first, second: second,
                judge: judges?.words, reason: reason)
        }
        let found = test.difference
        let cannotJudge = judges?.canJudge == false
        let verdict = cannotJudge ? .notShown : test.verdict(adjusted: adjusted)
        let reading = test.reading(adjusted: adjusted)
        return ClaimRow(
            claim: entry.claim, target: entry.target, first: first, second: second,
            estimate: found.estimate.value, unmatched: unmatched(entry),
            interval: found.estimate.interval(), unit: unit(entry.claim.measure),
            probability: test.probability, adjusted: adjusted,
            seeds: found.seeds, questions: found.estimate.n, seedShare: found.seedShare,
            smallestDifference: Power().smallestEffect(
                standardError: found.estimate.standardError,
                degreesOfFreedom: found.estimate.degreesOfFreedom),
            judge: judges?.words, verdict: verdict,
            conditional: found.isConditional && !cannotJudge ? reading : nil,
            reason: cannotJudge
                ? judges?.reason
                : Self.reason(test, reading),
            settles: cannotJudge
                ? judges?.settles
                : verdict == .notShown ? Self.settles(test, reading, familySize) : nil)
    }

    /// The difference of whole answers, where the comparison is of answers cut to equal lengths.
    private func unmatched(_ entry: Entry) -> Double? {
        let whole = comparisons.whole(entry.claim.measure)
        guard whole != entry.claim.measure else { return nil }
        let found = try? comparisons.estimate(
            whole, entry.first, less: entry.second, of: entry.target)
        return found?.estimate.value
    }

    private func standing(_ entry: Entry) -> JudgeStanding? {
        JudgeStanding.of(
            entry.claim.measure, [entry.first, entry.second], of: entry.target, in: comparisons)
    }

    private static func reason(_ test: ClaimTest, _ reading: ClaimTest.Verdict) -> String? {
        let isOpen = reading == .notShown
        switch (test.difference.isConditional, isOpen) {
        case (true, true): return "one training seed, and the interval does not clear the margin"
        case (true, false): return "one training seed: it holds of these adapters alone"
        case (false, true): return "the interval, adjusted, does not clear the margin"
        case (false, false): return nil
        }
    }

    private static func settles(
        _ test: ClaimTest, _ reading: ClaimTest.Verdict, _ familySize: Int
    ) -> String {
        let need = test.need(significance: significance / Double(familySize))
        let now = test.difference
        var ways: [String] = []
        if reading == .notShown {
            if let questions = need.questions {
                ways.append("about \(questions) questions (now \(now.estimate.n))")
            }
            if let seeds = need.seeds { ways.append("about \(seeds) seeds (now \(now.seeds))") }
        }
        if now.isConditional {
            let seeds = "at least three training seeds"
            return ways.isEmpty
                ? (reading == .notShown ? seeds + ", and many more questions" : seeds)
                : seeds + " and " + ways[0]
        }
        return ways.isEmpty
            ? "more questions and more seeds together" : ways.joined(separator: ", or ")
    }

    /// What the study lacks for a claim to be held against it.
    private func missing(_ claim: Claim) -> String {
        if !comparisons.isMeasured(claim.measure) {
            return "not asked: the study does not measure \(claim.measure)"
        }
        let words = [claim.of, claim.against].filter { selector in
            comparisons.study.targets.allSatisfy {
                comparisons.conditions(selector, of: $0.name).isEmpty
            }
        }.map(\.word)
        return words.isEmpty
            ? "not asked: the study has no two such conditions"
            : "not asked: the study has no condition that is \(words.joined(separator: " or "))"
    }
}
