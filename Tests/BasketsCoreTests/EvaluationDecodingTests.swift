// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

private let full = """
    \(smallestStudy.replacing("[vanilla]", with: "[vanilla, human, {single: a}]"))
    sources: {a: {model: m}}
    evaluate:
      answers-per-question: 2
      promptings: [reworded, plain, no-system, warmer]
      divergence: [parent, single-a]
      spread: {questions: 3, answers: 5, paraphrases: 2}
      abilities: {from: "a b.jsonl", rows: 7, fields: {question: q, choices: c, answer: a}}
      mauve: {seeds: 3, clusters: 20}
      preset: published
      ask-again: 5
    """

@Test func readsWhatIsMeasured() throws {
    let plan = try Study(yaml: full, file: "s.yaml").evaluation
    #expect(plan.answersPerQuestion == 2)
    // The plain prompt is always there, and first.
    #expect(plan.promptings == [.plain, .reworded, .noSystem, .warmer])
    #expect(plan.divergence == ["parent", "single-a"])
    #expect(plan.spread == SpreadPlan(questions: 3, answers: 5, paraphrases: 2))
    #expect(
        plan.abilities
            == AbilityPlan(
                from: "a b.jsonl", rows: 7,
                fields: .init(question: "q", choices: "c", answer: "a")))
    #expect(plan.mauve == MauvePlan(seeds: 3, clusters: 20))
    #expect(plan.preset == .published)
    #expect(plan.askAgain == 5)
    // Unless said otherwise.
    #expect(EvaluationPlan().askAgain == 3)
}

@Test func whatIsMeasuredSurvivesTheResolvedForm() throws {
    let study = try Study(yaml: full, file: "s.yaml")
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
}

/// A study without the keys that came later resolves as it did before: its run is not another.
@Test func whatIsNotAskedForIsNotInTheResolvedForm() throws {
    let study = try Study(yaml: smallestStudy, file: "s.yaml")
    #expect(study.evaluation == EvaluationPlan())
    #expect(study.resolved.contains("\nevaluate: {answers-per-question: 1, collapse: {}}\n"))
}

@Test(arguments: [
    (
        "decoding: {temperature: 0}\nevaluate: {promptings: [plain, cooler]}",
        "has `cooler`, which would change nothing: the temperature is 0."
    ),
    (
        "evaluate: {promptings: [plain, no-system]}",
        "has `no-system`, which would change nothing: smol has a few-shot prompt."
    ),
])
func refusesPromptingsThatChangeNothing(lines: String, finding: String) throws {
    let base = smallestStudy.replacing("instruct}", with: "instruct, prompt: few-shot}")
    let error = #expect(throws: StudyError.self) {
        try Study(yaml: "\(base)\n\(lines)", file: "s.yaml")
    }
    #expect(error?.faults.map(\.finding) == [finding])
}

@Test func aWordingKeepsTheQuestionAndItsAnswer() {
    let question = Question(
        id: "q", instruction: "What is a bit?", context: "Text.", category: "c",
        humanAnswer: "A binary digit.")
    let worded = (0..<Wordings.count).map { Wordings.reword(question, $0) }
    #expect(Set(worded.map(\.instruction)).count == Wordings.count)
    for other in worded {
        #expect(other.instruction.contains("What is a bit?"))
        #expect(other.instruction != question.instruction)
        #expect(!other.instruction.contains("{question}"))
        #expect(
            other.id == "q" && other.context == "Text." && other.humanAnswer == "A binary digit.")
    }
}
