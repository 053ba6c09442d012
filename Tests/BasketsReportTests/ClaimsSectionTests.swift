// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Foundation
import Testing

@testable import BasketsReport

@Suite struct ClaimsSectionTests {
    static let claim = Claim(
        id: "H1", text: "People's answers help.", family: "published", measure: "human-perplexity",
        of: ConditionSelector("human"), against: ConditionSelector("vanilla"), direction: .lower,
        origin: "8B: 4.3 against 8.3")

    static func decision(share: Double, seeds: Int, need: Int? = 400) -> Decision {
        func option(_ label: String, _ sources: [String], _ share: Double) -> Decision.Option {
            .init(
                label: label,
                place: .init(
                    name: label, utility: share, firstShare: share, isOnFront: share > 0.5,
                    seeds: seeds, values: [30 - 10 * share]), sources: sources)
        }
        return Decision(
            target: "smol", isDeclared: false, terms: UtilityTerm.standard,
            options: [
                option("human", ["human"], share), option("vanilla", [], 1 - share),
            ], draws: 2_000, isSure: share >= 0.95, questions: 12, seeds: seeds,
            need: .init(questions: need, seeds: nil), leftOut: ["multi: it failed."])
    }

    static func report(_ decision: Decision) -> StudyReport {
        var report = SampleReport.quickstart
        report.decisions = [decision]
        report.claims = [
            ClaimRow(
                claim: claim, target: "smol", first: "human", second: "vanilla", estimate: -11.8,
                unmatched: -12.5,
                interval: Interval(lower: -14, upper: -9, level: 0.95, method: "x"),
                unit: "perplexity", probability: 0.0004, adjusted: 0.004, seeds: 1, questions: 12,
                smallestDifference: 3.5, conditional: .supported,
                reason: "one training seed: it holds of these adapters alone",
                settles: "at least three training seeds"),
            ClaimRow(claim: claim, reason: "not asked: the study does not measure harm"),
        ]
        return report
    }

    @Test func theReportBeginsWithTheDecisionInThreeSentences() {
        let markdown = MarkdownReport.text(Self.report(Self.decision(share: 0.99, seeds: 3)))
        let heads = markdown.split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(heads.first == "## Which basket to train on")
        #expect(
            markdown.contains(
                "Train SmolLM2-135M-Instruct on human: it ranks first in 99 % of the resamples."))
        #expect(
            markdown.contains("The study declares no utility, so this is by perplexity of human"))
        #expect(markdown.contains("It rests on 12 held-out questions and 3 training seeds."))
        #expect(markdown.contains("Not ranked: multi: it failed."))
        #expect(markdown.contains("unmatched −12.5"))
    }

    /// A term on held-out texts and one on five prompts; a judge that cannot be trusted.
    @Test func whatARankingRestsOnIsCountedByKind() {
        var report = Self.report(Self.decision(share: 0.6, seeds: 3))
        report.measures.append(
            ReportMeasure(
                name: "harm-plain", version: "1", title: "Harm", unit: "1 to 5",
                topic: "Safeguards",
                place: .main, lower: "less harm", higher: "more harm", meaning: "", items: "prompts"
            )
        )
        let place = UtilityRanking.Place(
            name: "human", utility: 1, firstShare: 0.6, isOnFront: true, seeds: 3,
            values: [30, 1.5])
        report.decisions = [
            Decision(
                target: "smol", isDeclared: true,
                terms: UtilityTerm.standard + [UtilityTerm(measure: "harm-plain", weight: -1)],
                options: [.init(label: "human", place: place, sources: ["human"])], draws: 10,
                questions: 5, counts: ["human-perplexity": 12, "harm-plain": 5], seeds: 3,
                need: .init(questions: 400, seeds: nil),
                caveats: ["harm-plain: a judge below the bar shows nothing."])
        ]
        let text = MarkdownReport.text(report)
        // 400 questions are 80 times the five of the scarcest kind.
        #expect(
            text.contains(
                "It rests on 12 held-out questions, 5 prompts and 3 training seeds; about 80 times")
        )
        #expect(text.contains("Nothing is sure here: harm-plain: a judge below the bar"))
    }

    @Test func anUnsureRankingIsCalledSo() {
        let markdown = MarkdownReport.text(Self.report(Self.decision(share: 0.6, seeds: 3)))
        #expect(
            markdown.contains(
                "Cannot tell which basket to train SmolLM2-135M-Instruct on: human (first in 60 %)"
                    + " or vanilla (first in 40 %) may be best."))
        #expect(markdown.contains("about 400 questions would tell more."))
    }

    @Test func oneSeedSpeaksOfTheseAdaptersAlone() {
        let markdown = MarkdownReport.text(Self.report(Self.decision(share: 0.99, seeds: 1)))
        #expect(markdown.contains("Of these adapters of SmolLM2-135M-Instruct, human ranks first"))
        #expect(markdown.contains("at least three seeds would tell more."))
        #expect(!markdown.contains("Train SmolLM2-135M-Instruct on"))
    }

    @Test func termsOfEachSourceStandBesideItsBasket() {
        let report = Self.report(Self.decision(share: 0.99, seeds: 3))
        let terms = report.sources.first { $0.name == "human" }?.terms ?? "terms unknown"
        #expect(MarkdownReport.text(report).contains("human: \(terms)"))
    }

    @Test func everyClaimIsListedInAllForms() throws {
        let report = Self.report(Self.decision(share: 0.99, seeds: 3))
        for text in [MarkdownReport.text(report), HTMLReport.text(report)] {
            #expect(text.contains("? not shown"))
            #expect(text.contains("of these adapters: supported"))
            #expect(text.contains("at least three training seeds"))
            #expect(text.contains("not asked: the study does not measure harm"))
        }
        let lines = CSVReport.claims(report).split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(
            lines[1].contains(
                ",-11.8,perplexity,-14.0,-9.0,0.95,x,0.0004,0.004,1,12,3.5,,not shown,supported,"))
        // A comma for each of the 27 columns but the first, and no number where there is none.
        #expect(
            lines[2].hasSuffix(
                "human-perplexity,lower,0.0,8B: 4.3 against 8.3,,,,,,,,,,,,,,,,not shown,,not asked: the study does not measure harm,,"
            ))
        #expect(try JSONReport.study(JSONReport.text(report)) == report)
    }
}

/// A claim held against three pairs is one line with the range of what they say, and its comparisons
/// stand in a folded table; digits follow the intervals.
@Test func comparisonsOfOneClaimAreFolded() throws {
    func row(
        _ second: String, _ estimate: Double, _ half: Double, _ adjusted: Double,
        _ verdict: ClaimTest.Verdict, settles: String? = nil
    ) -> ClaimRow {
        var row = ClaimRow(
            claim: ClaimsSectionTests.claim, target: "smol", first: "human", second: second,
            estimate: estimate,
            interval: Interval(
                lower: estimate - half, upper: estimate + half, level: 0.95, method: "x"),
            unit: "perplexity", probability: adjusted / 4, adjusted: adjusted, seeds: 2,
            questions: 12, judge: second == "c" ? "agrees with people" : nil, verdict: verdict,
            settles: settles)
        row.rowsID = "beef\(second)"
        return row
    }
    var report = SampleReport.quickstart
    report.claims = [
        row("a", -11.8312, 2.5, 0.004, .supported),
        row("b", -0.0458, 1.9, 0.8, .notShown, settles: "more questions"),
        row("c", 0.7123, 2.1, 0.4, .notShown, settles: "about 40 questions (now 12)"),
    ]
    report.setLineID("abcd", .claim, "H1")
    let markdown = MarkdownReport.text(report)
    let lines = markdown.split(separator: "\n").filter { $0.hasPrefix("| **H1.**") }
    #expect(lines.count == 4)
    let claim = try #require(lines.first)
    #expect(claim.contains("3 comparisons") && claim.contains("`abcd`"))
    #expect(claim.contains("✓ supported in 1 of 3<br>? not shown in 2 of 3"))
    // Half widths of 1.9 and more give one decimal; the intervals reach from -14.3 to 2.8.
    #expect(claim.contains("| \u{2212}11.8 to +0.7 perplexity<br>"))
    #expect(claim.contains("<br>within \u{2212}14.3 to +2.8 |"))
    #expect(claim.contains("0.004 to 0.80<br>0.001 to 0.20 unadjusted"))
    #expect(claim.contains("agrees with people"))
    // Of the two that are open, c has the smaller p.
    #expect(claim.hasSuffix("nearest: about 40 questions (now 12) |"))
    #expect(lines[2].contains("human less b `beefb` | ? not shown | 0.0 perplexity"))
    let html = HTMLReport.text(report)
    #expect(html.contains("<a href=\"#comparisons-published\">3 comparisons</a>"))
    // On a phone, where a claim is a block, each cell says its column.
    #expect(html.contains("<td data-column=\"Verdict\">✓ supported in 1 of 3"))
    #expect(html.contains("<td class=\"num\" data-column=\"p, adjusted\">0.004 to 0.80"))
    // The comparisons stay folded on paper, and the first sheet says where they are.
    #expect(html.contains("<p class=\"note printed\">Tables that are folded away"))
    // Words of the table are explained before it.
    let explained = try #require(markdown.range(of: "Benjamini-Hochberg"))
    #expect(explained.lowerBound < (try #require(markdown.range(of: claim))).lowerBound)
    // The link's target is inside of what is folded, so that following it opens it.
    #expect(html.contains("</summary>\n<div class=\"folded\" id=\"comparisons-published\">"))
}

@Test func theClaimsStandRightBehindTheDecision() {
    let markdown = MarkdownReport.text(
        ClaimsSectionTests.report(ClaimsSectionTests.decision(share: 0.99, seeds: 3)))
    let heads = markdown.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(
        heads.prefix(3) == [
            "## Which basket to train on", "## What is shown and what is not",
            "## What was compared",
        ])
}

/// Each line that rests on rows says what leads to them.
@Test func linesOfTablesLeadToTheirRows() {
    var report = SampleReport.quickstart
    let cell = SampleReport.human.name
    report.costs = [
        CostLine(who: "remote", stage: "generate", rows: 12, tokens: 900, money: 0.0125),
        CostLine(who: "all cells", stage: "evaluate", rows: 60, tokens: 4_000, money: 0),
    ]
    report.setLineID("aaa1", .measure, "distinct-2")
    report.setLineID("aaa2", .curve, cell)
    report.setLineID("aaa3", .basket, cell)
    report.setLineID("aaa4", .answers, cell)
    report.setLineID("aaa5", .source, "gemma")
    report.setLineID("stage-train", .stage, "train")
    report.setLineID("aaa6", .cost, "remote", "generate")
    report.setLineID("aaa7", of: report.leftOut[0])
    let markdown = MarkdownReport.text(report)
    for id in ["aaa1", "aaa2", "aaa3", "aaa4", "aaa5", "stage-train", "aaa6", "aaa7"] {
        #expect(markdown.contains("`\(id)`"), "\(id)")
    }
    #expect(markdown.contains("| remote `aaa6` | generate | 12 | 900 | 0.0125 |"))
    #expect(markdown.contains("| all cells | evaluate | 60 | 4,000 | none |"))
}

@Test func namesOfModelsStayWholeInTheHeading() {
    var report = SampleReport.quickstart
    report.title = "Whose answers should smollm2-135m-instruct learn from?"
    #expect(
        HTMLReport.text(report).contains(
            "should <span class=\"whole\">smollm2-135m-instruct</span> learn"))
}

@Test func publishedTestsAreShownOnlyWhereAskedAndLabelled() throws {
    var report = SampleReport.quickstart
    #expect(!MarkdownReport.text(report).contains("Tests of the published study"))
    report.hasPublishedTests = true
    let markdown = MarkdownReport.text(report)
    #expect(markdown.contains("## Tests of the published study"))
    #expect(markdown.contains("preset published"))
    #expect(markdown.contains("Kruskal-Wallis: "))
    #expect(markdown.contains("| vanilla against human | "))
    // Every two cells are many pairs: they stand folded, the tests of all cells open above them.
    let html = HTMLReport.text(report)
    #expect(html.contains("<div class=\"folded\" id=\"pairs-human-perplexity-smol\">"))
    let all = try #require(html.range(of: "Kruskal-Wallis: "))
    let pairs = try #require(html.range(of: "id=\"pairs-human-perplexity-smol\""))
    #expect(all.lowerBound < pairs.lowerBound)
}

@Test func theNumberOfSourcesIsShownApartFromWhichTheyAre() throws {
    var report = SampleReport.quickstart
    // a is 10, b is 20, twice as many sources add 4: a, b, and twice both.
    let sets: [([String: Double], Double)] = [
        (["a": 1], 10), (["b": 1], 20), (["a": 0.5, "b": 0.5], 19), (["a": 0.25, "b": 0.75], 21.5),
    ]
    report.ablation = [
        AblationRow(
            target: "smol", measure: "human-perplexity",
            fit: try AblationFit(sets.map { .init(shares: $0.0, value: $0.1) }), match: "examples")
    ]
    let markdown = MarkdownReport.text(report)
    #expect(markdown.contains("## How many sources, apart from which"))
    #expect(markdown.contains("+4.0"))
    #expect(markdown.contains("a 10.0, b 20.0"))
}

@Test func measuresStandAgainstNumberOfSourcesBracketAndTarget() throws {
    var report = SampleReport.quickstart
    let cells = report.cells.filter(\.isTuned).prefix(2).map(\.name)
    let measure = try #require(report.measures.first { $0.isHeadline })
    let values = try cells.map { cell in
        try #require(
            report.scores.first {
                $0.measure == measure.name && $0.cell == cell && $0.reference == nil
            }?.value)
    }
    report.basketGroups = [
        BasketGroup(target: "smol", axis: .sources, name: "1 source", cells: cells),
        BasketGroup(target: "smol", axis: .bracket, name: "small ones", cells: []),
    ]
    let markdown = MarkdownReport.text(report)
    #expect(markdown.contains("## How many sources, and which"))
    #expect(markdown.contains("Measures by number of sources"))
    #expect(markdown.contains("Measures by the writers' bracket"))
    #expect(markdown.contains("| small ones | SmolLM2-135M-Instruct | no data"))
    let line = try #require(
        markdown.split(separator: "\n").first { $0.hasPrefix("| 1 source | ") })
    let low = try #require(values.min())
    #expect(line.contains("\(Int(low))"))
    #expect(line.contains("n 2"))
}

@Test func thePreferenceMatrixHasEachShareWithItsIntervalAndN() {
    var report = SampleReport.quickstart
    func share(_ writer: String, _ value: Double) -> PreferenceRow.Share {
        .init(
            writer: writer, value: value,
            interval: Interval(lower: value - 0.1, upper: value + 0.1, level: 0.95, method: "t"),
            n: 7)
    }
    let cell = report.cells[0]
    report.preferences = [
        PreferenceRow(
            target: cell.target, cell: cell.name,
            shares: [share("untuned target", 0.75), share("people", 0.25)]),
        PreferenceRow(target: cell.target, cell: nil, shares: [share("people", 0.5)]),
    ]
    let markdown = MarkdownReport.text(report)
    #expect(markdown.contains("## Whose texts a judge prefers"))
    #expect(markdown.contains("0.65 to 0.85") && markdown.contains("n 7"))
    let html = HTMLReport.text(report)
    #expect(html.contains("judges outside: people 0.50."))
    #expect(html.contains("fig-preferences-0"))
}
