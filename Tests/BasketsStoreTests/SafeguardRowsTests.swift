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
