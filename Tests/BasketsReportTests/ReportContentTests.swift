// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsReport

@Suite struct ReportContentTests {
    private static let all = [
        SampleReport.quickstart, SampleReport.single, SampleReport.large, SampleReport.seeds,
        SampleReport.attacked,
    ]

    @Test(arguments: all)
    func thePageStandsAlone(report: StudyReport) {
        let html = HTMLReport.text(report)
        for part in ["<script", "<img", "<iframe", "src=", "@import", "url(", "onload=x>"] {
            #expect(!html.contains(part), "\(part)")
        }
        #expect(html.utf8.count < 5_000_000)
        #expect(html.contains("default-src 'none'"))
    }

    @Test(arguments: all)
    func tagsAreClosedInOrder(report: StudyReport) throws {
        // A stack of open tags; every element that the report uses but these must be closed.
        let empty: Set<Substring> = ["meta", "link", "!doctype", "path", "rect"]
        var open: [Substring] = []
        for part in HTMLReport.text(report).split(separator: "<").dropFirst() {
            let tag = part.prefix { $0 != ">" }
            let name = tag.prefix { $0 != " " && $0 != "/" }
            if part.hasPrefix("/") {
                let closed = part.dropFirst().prefix { $0 != ">" }
                #expect(open.popLast() == closed)
            } else if !empty.contains(name) && !tag.hasSuffix("/") {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test func hostileTextShowsAsText() {
        let html = HTMLReport.text(SampleReport.attacked)
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!html.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0 })
        let markdown = MarkdownReport.text(SampleReport.attacked)
        #expect(!markdown.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0 })
        // The answer holds three back ticks, so its block is fenced with four.
        #expect(markdown.contains("````text\n<script>"))
        #expect(CSVReport.text(SampleReport.attacked).contains("\"'=HYPERLINK("))
    }

    @Test func noDataIsSaidWithItsReason() {
        let html = HTMLReport.text(SampleReport.quickstart)
        #expect(html.contains("needs two answers or more; one is not empty"))
        #expect(html.contains("No data: multi\u{A0}(4\u{A0}sources)."))
        let row = CSVReport.text(SampleReport.quickstart).split(separator: "\r\n").first {
            $0.contains("semantic-diversity") && $0.contains("smol-multi-1")
        }
        // No value, a unit, n 1.
        #expect(row?.contains(",,cosine distance,1,") == true)
    }

    @Test func withOneSeedNothingIsClaimedInGeneral() {
        let words = "nothing is claimed about a condition in general"
        #expect(MarkdownReport.text(SampleReport.quickstart).contains(words))
        #expect(!MarkdownReport.text(SampleReport.single).contains(words))
        var twice = SampleReport.quickstart
        twice.cells = [
            SampleReport.vanilla, SampleReport.human,
            SampleReport.tuned("smol-human-2", "human", .human, seed: 2),
        ]
        #expect(!MarkdownReport.text(twice).contains(words))
    }

    @Test func aSmallDifferenceIsCalledTooSmallInWords() {
        let markdown = MarkdownReport.text(SampleReport.quickstart)
        // multi against vanilla: 2.0 lower, and twelve texts show no less than 3.1.
        #expect(
            markdown.contains("\u{2212}2.0<br>\u{2212}4.4 to +0.4 | 3.1 | ≈ too small to tell |"))
        // On how many texts stands once, as it is the same for all cells.
        #expect(markdown.contains("Differences to untuned: paired, n 12."))
    }

    /// A line each for three sources; four that were cut for one reason together, each of them below.
    @Test func whatIsLeftOutForOneReasonStandsInOneLine() {
        func cut(_ number: Int, _ reason: String) -> LeftOut {
            LeftOut(
                stage: "evaluate", item: "cell \(number)", what: "answers", count: number,
                total: 10,
                reason: reason)
        }
        let alike = (1...4).map { cut($0, "cut") }
        let groups = LeftOut.groups(
            [cut(7, "empty")] + alike + [cut(8, "empty"), cut(9, "empty")])
        #expect(groups.map(\.parts.count) == [1, 1, 1, 4])
        let all = groups[3].all
        #expect(all.count == 10 && all.total == 40 && all.item == "4 sets of answers")
        var report = SampleReport.quickstart
        report.leftOut = alike
        let html = HTMLReport.text(report)
        #expect(html.contains("<td>4 sets of answers</td><td class=\"num\">10 of 40</td>"))
        #expect(html.contains("<td>cell 3</td><td class=\"num\">3 of 10</td>"))
    }

    @Test func aPageOfTooManyBytesLeavesOutWhatIsFolded() {
        func page(_ bytes: Int) -> String {
            let long = Phrase(String(repeating: "y", count: bytes))
            let folded = Section(
                id: "more", title: "More", blocks: [.paragraph(long)], isFolded: true)
            return HTMLReport.page(
                Document(
                    title: "Large", subtitle: "",
                    sections: [
                        Section(
                            id: "one", title: "One", blocks: [.paragraph("Stays.")],
                            sections: [folded])
                    ]))
        }
        #expect(page(4_000_000).utf8.count > 4_000_000)
        let large = page(5_000_000)
        #expect(large.utf8.count < 50_000)
        #expect(large.contains("Stays.") && large.contains("id=\"more\""))
        #expect(large.contains("Left out, since this page would be larger than 5 MB"))
    }

    @Test func aClaimStandsAboveItsNumbersInATableOfItsOwnGroup() {
        let html = HTMLReport.text(
            ClaimsSectionTests.report(ClaimsSectionTests.decision(share: 0.99, seeds: 3)))
        #expect(
            html.contains(
                "<tr><th scope=\"rowgroup\" colspan=\"6\"><strong>H1. </strong>People&#39;s answers help."
            ))
        #expect(html.contains("<thead><tr><th scope=\"col\">Verdict</th>"))
    }

    @Test func cellsAreNamedNoLongerThanNeeded() {
        let one = CellNames(SampleReport.quickstart.cells)
        #expect(one["smol-human-1"] == "human")
        let several = CellNames(SampleReport.seeds.cells)
        #expect(several["smol-human-2"] == "human, smol, seed 2")
        #expect(several["big-vanilla"] == "vanilla, big")
        #expect(several["unheard-of"] == "unheard-of")
    }

    @Test func cellsOfOneConditionLookAlikeAndTwelveConditionsDoNot() {
        let styles = SeriesStyle.byCell(SampleReport.seeds.cells)
        #expect(styles["smol-human-1"] == styles["smol-human-2"])
        #expect(styles["big-vanilla"] == .vanilla)
        let twelve = SeriesStyle.byCell(SampleReport.large.cells)
        #expect(Set(twelve.values).count == 12)
        // Told apart without colour as well: shape and filling alone give at least eleven.
        #expect(Set(twelve.values.map { "\($0.shape) \($0.isFilled)" }).count >= 11)
    }

    @Test func anEmptyStudyIsStillAPage() throws {
        let report = StudyReport(
            name: "x", title: "x",
            questions: QuestionSummary(name: "q", terms: nil, training: 0, heldOut: 0), targets: [],
            cells: [], measures: [], scores: [])
        let html = HTMLReport.text(report)
        #expect(html.contains("No row failed and none was left out."))
        #expect(!html.contains("<figure"))
        #expect(try JSONReport.study(JSONReport.text(report)) == report)
    }

    @Test func anUnboundedValueIsShownAndKept() throws {
        var report = SampleReport.quickstart
        report.scores[0] = Score(
            measure: "human-perplexity", version: "2", cell: "smol-vanilla", value: .infinity,
            unit: "perplexity", n: 12)
        #expect(HTMLReport.text(report).contains("∞"))
        #expect(try JSONReport.study(JSONReport.text(report)).scores[0].value == .infinity)
    }
}
