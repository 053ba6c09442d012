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
}
