// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsReport

/// What the report says of the pairs that people spoke of: enough, too few, none, and where there are
/// too few pairs at all.
@Test(arguments: [
    (12, 3, 40, "Human anchor: WORDS, of 40 pairs with the untuned target's text."),
    (
        4, 5, 40,
        "No human anchor: WORDS, of 40 pairs with the untuned target's text; 10 are needed."
    ),
    (
        0, 0, 40,
        "No human anchor: people said nothing of the 40 pairs with the untuned target's text."
    ),
    (
        8, 0, 8,
        "No human anchor: 10 pairs with the untuned target's text are needed, and there are 8."
    ),
]) func theReportSaysWhatPeopleStandBehind(chosen: Int, rated: Int, pairs: Int, line: String) {
    var report = SampleReport.quickstart
    let cell = report.cells[0]
    let interval = Interval(lower: 0.4, upper: 0.6, level: 0.95, method: "t")
    report.preferences = [
        PreferenceRow(
            target: cell.target, cell: cell.name,
            shares: [.init(writer: "people", value: 0.5, interval: interval, n: 7)]),
        PreferenceRow(
            target: cell.target, cell: nil, isOfPeople: true,
            shares: [.init(writer: "people", value: 0.5, interval: interval, n: 7)]),
    ]
    #expect(!MarkdownReport.text(report).contains("uman anchor"))
    report.humanAnchors = [
        AnchorSummary(
            target: cell.target, chosen: chosen, rated: rated, pairs: pairs, needed: 10,
            words: "WORDS")
    ]
    let markdown = MarkdownReport.text(report)
    #expect(markdown.contains(line))
    #expect(markdown.contains("people as judges"))
}
