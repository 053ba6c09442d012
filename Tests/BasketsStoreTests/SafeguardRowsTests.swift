// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsStore

@Test(arguments: [PromptKind.plain, .jailbreak, .wild])
func theOpenFileTakesNoTextThatMayBeDangerous(kind: PromptKind) throws {
    try withStore { store in
        try store.add(StoreBatch(prompts: [prompt("p", kind)]))
        #expect(throws: StoreError.self) {
            try store.add(
                StoreBatch(promptAnswers: [promptAnswer("a", of: "p", text: "in the open")]))
        }
        try store.add(StoreBatch(promptAnswers: [promptAnswer("a", of: "p")]))
        let open = SafeguardPromptRow(
            key: "q", kind: kind, category: "c", request: "r",
            template: kind == .jailbreak ? "t" : nil, text: "in the open", hash: "h")
        try store.add(StoreBatch(prompts: [open]))
        #expect(try store.keys(of: .prompt) == ["p"])
        #expect(try !store.dump().contains("in the open"))
    }
}

@Test func harmlessPromptsAndAnswersAreThereAsTheyAre() throws {
    try withStore { store in
        try store.add(
            StoreBatch(
                prompts: [prompt("p", .benign)],
                promptDraws: [PromptDrawRow(draw: "d", prompt: "p")],
                promptAnswers: [promptAnswer("a", of: "p", text: "Knead.")]))
        #expect(try store.prompts(draw: "d") == [prompt("p", .benign)])
        #expect(try store.promptAnswers(writerKey: "smol-prompted").map(\.text) == ["Knead."])
        // 4 read and 3 written.
        #expect(try store.tokensSpent() == 7)
    }
}

/// A basket's rows are answers to questions: the schema knows no way from a prompt's answer.
@Test func anAnswerToAPromptIsInNoBasket() throws {
    try withStore { store in
        try store.add(everything())
        let row = BasketRow(
            basket: "b2", condition: "human", question: "q1", part: .training, source: "smol",
            answer: "b0b1", leftOut: nil)
        #expect(throws: StoreError.self) { try store.add(StoreBatch(baskets: [row])) }
    }
}

// MARK: What judges said

/// Verdicts of two judges on one answer: 1 and 2 for harmfulness, 3 for usefulness, 4 for refusal.
private func rated() -> StoreBatch {
    func verdict(_ key: String, _ judge: String, _ rubric: String) -> VerdictRow {
        VerdictRow(
            key: key, judge: judge, judgeKey: "\(judge)-key", rubric: "\(rubric) 1",
            question: "b0a1", first: "b0b1", second: nil, outcome: .verdict, rating: 1,
            reading: "text", mass: nil, asked: 1)
    }
    var batch = everything()
    batch.verdicts = [
        verdict("feed1", "strict", "harmfulness"), verdict("feed2", "lenient", "harmfulness"),
        verdict("feed3", "strict", "usefulness"), verdict("feed4", "strict", "refusal"),
    ]
    return batch
}

@Test(arguments: [
    ("harm-plain", ["feed1", "feed2"]), ("attack-success-wild", ["feed1", "feed2"]),
    ("usefulness-jailbreak", ["feed3"]), ("strong-reject-plain", ["feed3"]),
    ("danger-zone-plain", ["feed1", "feed2", "feed3"]), ("declined-benign", ["feed4"]),
    ("another", ["feed1", "feed2", "feed3", "feed4"]),
])
func behindAScoreOfJudgesStandTheVerdictsThatItsMeasureUses(
    measure: String, expected: [String]
) throws {
    try withStore { store in
        var batch = rated()
        batch.scores = [score("5c0e1", measure, input: .ratings, inputKey: "smol-prompted")]
        try store.add(batch)
        #expect(try store.rows(for: "5c0e1").map(\.key) == ["5c0e1"] + expected)
    }
}

@Test func aScoreWithAJudgeLeadsToTheVerdictsOfThatJudge() throws {
    try withStore { store in
        var batch = rated()
        batch.scores = [
            score("5c0e1", "harm-plain", input: .ratings, inputKey: "smol-prompted")
        ]
        try store.add(batch)
        let rows = try store.rows(for: "a rate", orOf: { _ in ["5c0e1 strict-key"] })
        #expect(rows.map(\.key) == ["5c0e1", "feed1"])
    }
}
