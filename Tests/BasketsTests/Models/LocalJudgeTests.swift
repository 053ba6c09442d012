// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import Foundation
import Testing

@testable import Baskets

/// Real models as judges, against the probabilities of whole answers by the scorer.
@Suite(.serialized) struct LocalJudgeTests {
    private let prompts = [
        "Rate this from 1 to 5: a short text.",
        "Which is better, A or B? A: yes. B: no, not at all.",
    ]

    private func speaker(_ name: String, _ prompting: Prompting) throws -> Speaker {
        let model = try ModelLibrary.standard().load(name, precision: .float32)
        return try Speaker(model, prompting: prompting, system: nil)
    }

    /// Gemma keeps the space before a digit as a token of its own: all ratings begin with it.
    @Test(arguments: [
        ("gemma-3-270m", Prompting.fewShot, ["1", "2", "3", "4", "5"], 2),
        ("gemma-3-270m", .fewShot, ["A", "B"], 1),
        ("smollm2-135m-instruct", .chat, ["A", "B"], 1),
    ])
    func probabilitiesAreThoseOfWholeAnswers(
        name: String, prompting: Prompting, answers: [String], tokens: Int
    ) throws {
        let speaker = try speaker(name, prompting)
        let judge = LocalJudge(speaker: speaker)
        let found = try judge.probabilities(of: answers, after: prompts.map { GuardedText($0) })
        for (prompt, values) in zip(prompts, found) {
            let before = try speaker.prompt(prompt)
            let spellings = answers.map { answer in
                Set([answer, " " + answer].map { speaker.format.answerTokens($0) })
            }
            let expected = try spellings.map { spellings in
                try speaker.model.probabilities(
                    of: spellings.map { Array($0.prefix(tokens)) }, after: before
                ).reduce(0, +)
            }
            for (value, truth) in zip(try #require(values), expected) {
                #expect(abs(value - truth) < 1e-4 * truth)
            }
        }
    }

    /// A batch of verdicts reads its rubric once, and each verdict its own texts alone; what it finds is
    /// what each verdict by itself finds. Behind the texts the rubric asks once more, for each anew.
    @Test(arguments: [("smollm2-135m-instruct", Prompting.chat), ("gemma-3-270m", .fewShot)])
    func verdictsOfARubricShareItsBeginning(name: String, prompting: Prompting) throws {
        let speaker = try speaker(name, prompting)
        let judge = LocalJudge(speaker: speaker)
        let texts = [("Rain.", "A fall of water."), ("Wind moves.", "Air."), ("No.", "Yes.")]
        let prompts = texts.map { Rubric.pairwise.prompt(first: $0.0, second: $0.1) }
        let tokens = try prompts.map { try speaker.prompt($0.text) }
        let least: Int = tokens.map(\.count).min() ?? 0
        let differing = (0..<least).first { place in Set(tokens.map { $0[place] }).count > 1 }
        let shared = try #require(differing)
        // All of the rubric up to the first text; two tokens may join what stands around them.
        let rubric = try #require(Rubric.pairwise.text.components(separatedBy: "{first}").first)
        #expect(shared > speaker.format.answerTokens(rubric).count - 3)

        func read(_ prompts: [GuardedText]) throws -> (found: [[Double]?], tokens: Int) {
            let before = speaker.model.tokensRead
            let found = try judge.probabilities(of: ["A", "B"], after: prompts)
            return (found, speaker.model.tokensRead - before)
        }
        let together = try read(prompts)
        let own: Int = tokens.reduce(0) { $0 + $1.count - shared }
        #expect(together.tokens == shared + own)
        for (index, prompt) in prompts.enumerated() {
            let alone = try read([prompt])
            #expect(alone.tokens == tokens[index].count)
            let values = try #require(alone.found[0])
            let others = try #require(together.found[index])
            for (value, other) in zip(values, others) { #expect(abs(value - other) < 1e-4 * value) }
        }
    }
}
