// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Foundation
import Testing

@testable import BasketsReport

@Suite struct ItemTestsTests {
    /// So many items, each higher than under the reference.
    private static func row(_ cell: String, _ count: Int) throws -> TestRow {
        let items = (1...count).map {
            PairedItem(Double($0), 0, group: "\($0)")
        }
        return TestRow(
            measure: "human-perplexity", family: "Closeness to human text", cell: cell,
            reference: SampleReport.vanilla.name, unit: "nats per token",
            tests: try PairedTests(items, seed: 1))
    }

    private static func rows() throws -> [TestRow] {
        TestRow.adjusted([
            try row(SampleReport.human.name, 7), try row(SampleReport.alone.name, 6),
            TestRow(
                measure: "human-perplexity", family: "Closeness to human text",
                cell: SampleReport.multi.name, reference: SampleReport.vanilla.name,
                unit: "nats per token", tests: nil, untested: "the cell did not learn its basket"),
        ])
    }

    /// All signs alike: 2 of 128 and 2 of 64 patterns are as far from 0. Of three comparisons, one
    /// not tested, Holm gives 3 x 2/128 and 2 x 2/64, Benjamini and Hochberg 3/1 x 2/128 and
    /// 3/2 x 2/64, which are one.
    @Test func pValuesAreAdjustedForTheUntestedToo() throws {
        let rows = try Self.rows()
        let plain: [Double?] = [0.015625, 0.03125, nil]
        let holm: [Double?] = [0.046875, 0.0625, nil]
        let discovered: [Double?] = [0.046875, 0.046875, nil]
        #expect(rows.map { $0.tests?.probability } == plain)
        #expect(rows.map { $0.holm } == holm)
        #expect(rows.map { $0.benjaminiHochberg } == discovered)
    }

    @Test func testsStandFoldedUnderTheirQuestion() throws {
        var report = SampleReport.quickstart
        report.tests = try Self.rows()
        let scores = [1.0, 2, 3, 5, 2, 4, 4, 6]
        report.spread = [
            SpreadRow(
                measure: "human-perplexity", target: "smol", condition: "human",
                unit: "nats per token", seeds: 2, items: 4, draws: 1, judges: 1,
                components: try VarianceComponents(
                    scores, seeds: 2, prompts: 4, draws: 1, judges: 1))
        ]
        let markdown = MarkdownReport.text(report)
        let topic = try #require(
            markdown.components(separatedBy: "\n## ").first {
                $0.hasPrefix("Closeness to human text")
            })
        #expect(topic.contains("### Closeness to human text: tests item by item"))
        #expect(topic.contains("Family: these 3 comparisons, of which 1 could not be tested"))
        #expect(topic.contains("not tested<br>the cell did not learn its basket"))
        #expect(topic.contains("ranks 0.016 | "))
        #expect(topic.contains("### Closeness to human text: where the spread comes from"))
        #expect(topic.contains("4 items x 2 seeds x 1 answer"))
        let html = HTMLReport.text(report)
        #expect(html.contains("id=\"tests-closeness-to-human-text\""))
        #expect(try JSONReport.study(JSONReport.text(report)) == report)
    }

    @Test func measuresAreDrawnAgainstTheNumberOfSources() throws {
        var report = SampleReport.quickstart
        func group(_ count: Int, _ cells: [ReportCell], _ mean: Double) -> BasketGroup {
            var group = BasketGroup(
                target: "smol", axis: .sources, name: "\(count) sources", count: count,
                cells: cells.map(\.name))
            group.means = [
                BasketMean(
                    measure: "human-perplexity", value: mean,
                    interval: Interval(
                        lower: mean - 3, upper: mean + 3, level: 0.95, method: "x"), seeds: 1,
                    questions: 12)
            ]
            return group
        }
        report.basketGroups = [
            group(1, [SampleReport.alone, SampleReport.other], 35.7),
            group(4, [SampleReport.multi], 28.5),
        ]
        let html = HTMLReport.text(report)
        #expect(html.contains("id=\"fig-source-count-0\""))
        // A half width of 3 gives one decimal.
        #expect(
            html.contains(
                "Perplexity of human text: 1 source 35.7 (32.7 to 38.7), 4 sources 28.5 (25.5 to 31.5)."
            ))
        // One number of sources alone is no line.
        report.basketGroups = [group(1, [SampleReport.alone], 44.5)]
        #expect(!HTMLReport.text(report).contains("fig-source-count"))
    }
}
