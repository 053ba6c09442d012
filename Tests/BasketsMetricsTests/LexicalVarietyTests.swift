// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct MTLDTests {
    @Test func equalsTheReferenceOnOneText() throws {
        var compared = 0
        for set in try Reference.lexicalSets() {
            let answers = AnswerSet([set.texts.joined(separator: " ")])
            guard let found = try? MTLD().measure(answers) else { continue }
            #expect(isClose(found.value, set.mtldOfJoined), "\(set.name)")
            compared += 1
        }
        #expect(compared >= 3)
    }

    @Test func wordsAndFactorsOfAllAnswersAreAdded() throws {
        // "a a": the second word brings the ratio to 1/2, one factor; so both ways. "b c" has no
        // repetition, no factor. 4 words, 1 factor.
        #expect(try MTLD().measure(AnswerSet(["a a", "b c"])).value == 4)
    }

    @Test func noCompleteFactorIsNoData() {
        let error = #expect(throws: MetricError.self) {
            try MTLD().measure(AnswerSet(["a b c d e f g", "h i j"]))
        }
        #expect(error?.code == .noData)
    }
}

@Suite struct MATTRTests {
    @Test(arguments: [(25, 0), (50, 1), (5, 2)])
    func equalsTheReferenceOnEverySet(window: Int, index: Int) throws {
        for set in try Reference.lexicalSets() {
            let found = try? MATTR(window: window).measure(AnswerSet(set.texts)).value
            guard let expected = set.mattr[index] else {
                #expect(found == nil)
                continue
            }
            #expect(isClose(try #require(found), expected, within: 1e-12), "\(set.name)")
        }
    }

    @Test func theWindowSlidesWordByWord() throws {
        // Windows of 2 in "a a b": "a a" has 1 different word, "a b" 2: 3 of 4.
        #expect(try MATTR(window: 2).measure(AnswerSet(["a a b", "c"])).value == 0.75)
    }

    @Test func aWindowOfNoWordsIsRefused() {
        let error = #expect(throws: MetricError.self) { try MATTR(window: 0) }
        #expect(error?.code == .badSetting)
    }
}

@Suite struct NGramEntropyTests {
    @Test(arguments: NGramEntropy.orders)
    func equalsTheReferenceOnEverySet(n: Int) throws {
        for set in try Reference.lexicalSets() {
            guard let expected = set.entropy[n - 1] else { continue }
            let found = try NGramEntropy(n: n).measure(AnswerSet(set.texts)).value
            #expect(isClose(found, expected, within: 1e-12), "\(set.name)")
        }
    }

    @Test func equalSharesHaveTheirLogarithm() throws {
        #expect(try NGramEntropy(n: 1).measure(AnswerSet(["a b c d", "d c b a"])).value == 2)
        #expect(try NGramEntropy(n: 1).measure(AnswerSet(["a a a"])).value == 0)
    }
}

@Suite struct LongRepetitionTests {
    @Test(arguments: [(4, 0), (8, 1)])
    func equalsTheReferenceOnEverySet(n: Int, index: Int) throws {
        for set in try Reference.lexicalSets() {
            let found = try? LongRepetition(n: n).measure(AnswerSet(set.texts)).value
            #expect(found == set.longRepetition[index], "\(set.name)")
        }
    }

    @Test func overlappingPhrasesCountTheirWordsOnce() throws {
        // 3-grams of "a b c d x y": abc and bcd stand in the other answer too: 4 words of 6.
        // "a b c d": all 4. So 8 of 10.
        let found = try LongRepetition(n: 3).measure(AnswerSet(["a b c d x y", "a b c d"]))
        #expect(found.value == 0.8)
    }

    @Test func repetitionInsideOneAnswerDoesNotCount() throws {
        let found = try LongRepetition(n: 2).measure(AnswerSet(["a b a b", "c d e f"]))
        #expect(found.value == 0)
    }
}

@Suite struct FormProfileTests {
    static let answers = [
        "# Title\n\nSome words here. And more.", "Some words here: **bold** text.",
        "1. One\n2. Two", "Some words here, plain.", "", "2 ** 3 ** 4 and #tag | pipe",
    ]

    @Test(arguments: [
        // Words 7, 5, 4, 4, 9 of the five answers that are not empty.
        (FormProfile.Part.words, 29.0 / 5), (.markdown, 0.6), (.lists, 0.2),
        // Openings "# Title Some", "Some words here:", "1. One 2.", "Some words here,", "2 ** 3".
        (.openings, 1),
        // Sentences 3, 1, 2, 1, 1; words in them 6, 5, 2, 4, 9.
        (.sentences, 8.0 / 5), (.sentenceWords, 26.0 / 8),
    ])
    func countsByHand(part: FormProfile.Part, expected: Double) throws {
        let found = try FormProfile(part).measure(AnswerSet(Self.answers))
        #expect(isClose(found.value, expected, within: 1e-15))
        #expect(found.n == 5)
        #expect(found.leftOut == 1)
    }

    @Test func equalOpeningsCountOnce() throws {
        let found = try FormProfile(.openings).measure(AnswerSet(["A b c d", "A b c e", "A b"]))
        #expect(isClose(found.value, 2.0 / 3.0, within: 1e-15))
    }
}
