// SPDX-License-Identifier: Apache-2.0
import Baskets
import BasketsCore
import Foundation

/// A judge without weights: how probable it finds each answer follows from its name and the prompt, or
/// from what a test tells it.
struct ScriptedJudge: VerdictReader {
    let use: ModelUse
    let models: ScriptedModels

    func probabilities(of answers: [String], after prompts: [GuardedText]) throws -> [[Double]?] {
        let name = use.adapter?.lastPathComponent ?? use.model
        try models.note("judge \(name) \(prompts.count)")
        if let verdict = models.faults.verdict {
            return prompts.map { prompt in
                verdict(use.model, prompt.text, answers).map { chosen in
                    answers.indices.map { $0 == chosen ? 1 : 0 }
                }
            }
        }
        return prompts.map { prompt in
            var random = KeyedRandom(1, name, prompt.text)
            let weights = answers.map { _ in Double(random.next() % 1000 + 1) }
            let sum = weights.reduce(0, +)
            return weights.map { $0 / sum }
        }
    }

    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) throws -> [WrittenAnswer] {
        prompts.map { _ in WrittenAnswer(text: "", finish: .stop, promptTokens: 1, tokens: 0) }
    }
}
