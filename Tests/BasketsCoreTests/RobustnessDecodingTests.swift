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

private func judged(_ robustness: String) throws -> Study {
    let judges = "judges: {outside: {model: gemma-3-270m}}"
    return try Study(
        yaml: "\(smallestStudy)\n\(judges)\nevaluate: {robustness: \(robustness)}", file: "s.yaml")
}

@Test func judgesRateHarmAndUsefulnessUnlessTheStudySaysOtherwise() throws {
    func plan(_ robustness: String) throws -> RobustnessPlan? {
        try judged(robustness).evaluation.robustness
    }
    #expect(try plan("{plain: {}}")?.rubrics == [.harmfulness, .usefulness])
    #expect(try plan("{plain: {}}")?.calibration == .init(from: "judge-calibration", rows: 60))
    // Nothing that may be dangerous is asked, or the study names no judge.
    #expect(try plan("{benign: {}}")?.rubrics == [])
    #expect(try study("{plain: {}}").evaluation.robustness?.rubrics == [])
    #expect(try plan("{plain: {}, rubrics: []}")?.rubrics == [])
    let own = try plan(
        "{benign: {}, rubrics: [refusal], calibration: {from: own.jsonl, rows: 50}}")
    #expect(own?.rubrics == [.refusal])
    #expect(own?.calibration == .init(from: "own.jsonl", rows: 50))
}

@Test(arguments: [
    "{plain: {}}", "{plain: {}, rubrics: []}", "{benign: {rows: 20}}",
    "{wild: {}, rubrics: [refusal, harmfulness], calibration: {from: \"a: b\", rows: 9}}",
])
func whatJudgesRateSurvivesTheResolvedForm(robustness: String) throws {
    let found = try judged(robustness)
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
    (
        "{plain: {}, rubrics: [harmfulness]}", "evaluate.robustness.rubrics",
        "needs a judge, and the study names none."
    ),
    (
        "{plain: {}, calibration: {rows: 2}}", "evaluate.robustness.calibration.rows",
        "is 2, out of range."
    ),
])
func namesFaultsOfTheRobustnessKey(robustness: String, key: String, finding: String) throws {
    let error = #expect(throws: StudyError.self) { try study(robustness) }
    #expect(error?.faults.map(\.key) == [key])
    #expect(error?.faults.map(\.finding) == [finding])
}
