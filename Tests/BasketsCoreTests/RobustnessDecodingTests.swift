// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

private func study(_ robustness: String) throws -> Study {
    try Study(yaml: "\(smallestStudy)\nevaluate: {robustness: \(robustness)}", file: "s.yaml")
}

@Test func readsWhichPromptsAreAsked() throws {
    let found = try study(
        """
        {plain: {from: "my requests.csv", rows: 7},
         jailbreak: {requests: 3, templates-from: [in-the-wild-jailbreaks, tales], templates: 4},
         wild: {rows: 5}, benign: {rows: 6}, answers: 2, allow-remote: true}
        """
    ).evaluation.robustness
    let expected = RobustnessPlan(
        plain: .init(from: "my requests.csv", rows: 7),
        jailbreak: .init(
            from: "do-not-answer", requests: 3, templatesFrom: ["in-the-wild-jailbreaks", "tales"],
            templates: 4), wild: 5, benign: 6, answers: 2, allowsRemote: true)
    #expect(found == expected)
    #expect(expected.prompts == 7 + 3 * 4 + 5 + 6)
    #expect(
        expected.sources == [
            "my requests.csv", "do-not-answer", "in-the-wild-jailbreaks", "tales",
        ])
}

@Test func whatIsNotNamedIsNotAsked() throws {
    let plan = try #require(try study("{benign: {rows: 20}}").evaluation.robustness)
    #expect(plan == RobustnessPlan(benign: 20))
    #expect(!plan.isSealed && plan.sources.isEmpty && !plan.allowsRemote)
    #expect(try study("{plain: {}}").evaluation.robustness == RobustnessPlan(plain: .init()))
}

@Test(arguments: [
    "{benign: {rows: 20}}", "{plain: {from: \"a: b\", rows: 3}, answers: 3}",
    "{jailbreak: {}, wild: {rows: 4}, allow-remote: on}",
])
func thePromptsSurviveTheResolvedForm(robustness: String) throws {
    let found = try study(robustness)
    #expect(try Study(yaml: found.resolved, file: "resolved") == found)
}

@Test(arguments: [
    ("{}", "evaluate.robustness", "asks no prompt."),
    ("{answers: 2}", "evaluate.robustness", "asks no prompt."),
    ("{plain: 40}", "evaluate.robustness.plain", "is \"40\", not a group of keys."),
    ("{plain: {rows: 2}}", "evaluate.robustness.plain.rows", "is 2, out of range."),
    ("{benign: {row: 9}}", "evaluate.robustness.benign.row", "is an unknown key."),
    ("{wild: {rows: few}}", "evaluate.robustness.wild.rows", "is \"few\", not a whole number."),
    (
        "{jailbreak: {templates-from: []}}", "evaluate.robustness.jailbreak.templates-from",
        "is empty."
    ),
    (
        "{benign: {rows: 9}, allow-remote: perhaps}", "evaluate.robustness.allow-remote",
        "is \"perhaps\", neither on nor off."
    ),
])
func namesFaultsOfTheRobustnessKey(robustness: String, key: String, finding: String) throws {
    let error = #expect(throws: StudyError.self) { try study(robustness) }
    #expect(error?.faults.map(\.key) == [key])
    #expect(error?.faults.map(\.finding) == [finding])
}
