// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct SelfBLEUWithinTests {
    @Test func comparesTheSentencesOfOneAnswer() throws {
        // Sentences "A cat sat." and "A dog sat.": 2 of 3 words match each way.
        let found = try SelfBLEUWithin(order: 1).measure(AnswerSet(["A cat sat. A dog sat."]))
        #expect(isClose(found.value, 2.0 / 3.0, within: 1e-15))
    }

    @Test func equalsTheReferenceOverTheSameSentences() throws {
        // Each sentence ends in a full stop before a capital, so the split is known.
        for set in try Reference.lexicalSets() where set.name == "prose" {
            let sentences = set.texts.map { "X " + $0.replacing(".", with: "") + "." }
            let answer = sentences.joined(separator: " ")
            let within = try SelfBLEUWithin().measure(AnswerSet([answer]))
            let across = try SelfBLEU().measure(AnswerSet(sentences))
            #expect(isClose(within.value, across.value, within: 1e-14))
        }
    }

    @Test func answersOfOneSentenceAreLeftOutAndCounted() throws {
        let found = try SelfBLEUWithin(order: 1).measure(
            AnswerSet(["Only one sentence here.", "", "A b. A b."]))
        #expect(found.value == 1)
        #expect(found.n == 1)
        #expect(found.leftOut == 2)
    }

    @Test func noAnswerOfTwoSentencesIsNoData() {
        let error = #expect(throws: MetricError.self) {
            try SelfBLEUWithin().measure(AnswerSet(["One.", "Two."]))
        }
        #expect(error?.code == .noData)
    }

    @Test func theMeanIsOverAnswersNotSentences() throws {
        // The first answer scores 1, the second 0, though it has more sentences.
        let found = try SelfBLEUWithin(order: 1).measure(
            AnswerSet(["Same. Same.", "A b. C d. E f. G h."]))
        #expect(found.value == 0.5)
    }
}
