// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct DistinctNTests {
    @Test func countsDifferentBigrams() throws {
        // a b a b has the bigrams ab, ba, ab: two different of three.
        let found = try DistinctN(n: 2).measure(AnswerSet(["a b a b"]))
        #expect(found.value == 2.0 / 3.0)
    }

    @Test func noBigramCrossesFromOneAnswerToTheNext() throws {
        #expect(try DistinctN(n: 2).measure(AnswerSet(["a b", "b a"])).value == 1)
    }

    @Test(arguments: DistinctN.orders)
    func equalsTheReferenceOnEverySet(n: Int) throws {
        for set in try Reference.lexicalSets() {
            guard let expected = set.distinct[n - 1] else { continue }
            let found = try DistinctN(n: n).measure(AnswerSet(set.texts))
            #expect(found.value == expected, "\(set.name)")
        }
    }

    @Test func answersShorterThanNAreLeftOutAndCounted() throws {
        let found = try DistinctN(n: 3).measure(AnswerSet(["a b", "a b c", "a"]))
        #expect(found.n == 1)
        #expect(found.leftOut == 2)
    }

    @Test(arguments: [[], [""], ["a b"]])
    func noAnswerOfThreeWordsIsNoData(texts: [String]) {
        let error = #expect(throws: MetricError.self) {
            try DistinctN(n: 3).measure(AnswerSet(texts))
        }
        #expect(error?.code == .noData)
    }

    @Test func upperAndLowerCaseDiffer() throws {
        #expect(try DistinctN(n: 1).measure(AnswerSet(["The the"])).value == 1)
    }
}
