// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import BasketsMetrics
import Foundation
import Testing

@testable import Baskets

/// What a model can do against transformers on the same weights, over the shipped questions
/// (Fixtures/Reference/Models/choices.py).
@Suite(.serialized) struct AbilitiesReferenceTests {
    private struct Fixture: Decodable {
        struct Row: Decodable {
            let question: String
            let logProbabilities: [Double]
        }
        let accuracy: [String: Double]
        let rows: [Row]
    }

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func choicesAreAsLikelyAsTheReferenceHasThem() throws {
        let reference = try JSONDecoder().decode(
            Fixture.self,
            from: Data(
                contentsOf: Self.tests.appending(path: "Fixtures/Reference/Models/choices.json")))
        let shipped = try ChoiceSet.read(
            Self.tests.deletingLastPathComponent().appending(path: "Studies/abilities.jsonl"),
            fields: AbilityPlan.Fields()
        ).questions.prefix(reference.rows.count)
        try #require(shipped.map(\.question) == reference.rows.map(\.question))
        let model = try ModelLibrary.standard().load("smollm2-135m-instruct", precision: .float32)
        let scorer = LocalScorer(speaker: try Speaker(model, prompting: .chat, system: nil))
        let found = try scorer.score(
            shipped.flatMap { question in
                question.choices.map {
                    AnsweredQuestion(question: question.asked, text: $0, finish: .length)
                }
            }
        ).map(\.logProbability)
        let expected = reference.rows.flatMap(\.logProbabilities)
        try #require(found.count == expected.count)
        for (value, truth) in zip(found, expected) { #expect(abs(value - truth) < 1e-3) }

        var start = 0
        let scored = shipped.map { question in
            defer { start += question.choices.count }
            return ScoredChoices(
                logProbabilities: Array(found[start..<start + question.choices.count]),
                bytes: question.choices.map(\.utf8.count), answer: question.answer)
        }
        for rule in ChoiceAccuracy.Rule.allCases {
            let value = try ChoiceAccuracy(rule).measure(scored).value
            #expect(abs(value - (reference.accuracy[rule.rawValue] ?? -1)) < 1e-12)
        }
    }
}
